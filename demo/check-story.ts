import { BREAKAGES, type Breakage } from './break-shop.ts';
import { blameRunning, type Shop } from './shop-history.ts';
import type { EnrichedSpan } from './upstream.ts';

/** One breakage as Flawless told of it, beside what git says. */
export type Chapter = Breakage & {
  /** The author's address by plain `git blame` in the running release. */
  readonly truth: string;
  readonly blame: EnrichedSpan['blame'] | null;
  readonly mail: string | null;
};

export type Evidence = {
  readonly shop: Shop;
  readonly spans: readonly EnrichedSpan[];
  /** The text of every mail, by its file. */
  readonly mails: ReadonlyMap<string, string>;
};

/** Holds what Flawless wrote into spans and mails against the shop's own git. */
export function tellStory({ shop, spans, mails }: Evidence): readonly Chapter[] {
  return BREAKAGES.map((breakage) => {
    const blame = spans.find((span) => isAbout(span, breakage))?.blame ?? null;
    const truth = blameRunning(shop, breakage.file, breakage.line);
    const mail = findMail(mails, truth, blame?.['flawless.error.id'] ?? 'none');
    return { ...breakage, truth, blame, mail };
  });
}

/** What is not as it should be, a sentence each; an empty list is a success. */
export function findFaults(chapters: readonly Chapter[]): readonly string[] {
  return chapters.flatMap((chapter) => [
    ...(chapter.blame === null ? [`the upstream got no enriched span for the error ${chapter.what}`] : []),
    ...(isRight(chapter) ? [] : [`${chapter.file}:${chapter.line} was written by ${chapter.truth}`]),
    ...(isSure(chapter) ? [] : [`the revision is known, so the blame ${chapter.what} should be exact`]),
    ...(chapter.mailed === (chapter.mail !== null)
      ? []
      : [`${describeMail(chapter)} for the error ${chapter.what}`]),
  ]);
}

function isAbout({ blame }: EnrichedSpan, { file, line }: Breakage): boolean {
  return blame['flawless.blame.file'] === file && blame['flawless.blame.line'] === String(line);
}

function isRight({ blame, truth }: Chapter): boolean {
  return blame === null || blame['flawless.blame.author.email'] === truth;
}

function isSure({ blame, truth }: Chapter): boolean {
  if (blame === null) return true;
  return blame['flawless.blame.confidence'] === 'exact' && blame['flawless.owner.email'] === truth;
}

// The error's id stands in the Message-ID.
function findMail(mails: Evidence['mails'], to: string, errorId: string): string | null {
  const isTo = (text: string) => /^To: .*$/m.exec(text)?.[0].includes(to) ?? false;
  const found = [...mails].find(([, text]) => isTo(text) && text.includes(`.${errorId}.`));
  return found?.[0] ?? null;
}

function describeMail({ mailed }: Chapter): string {
  return mailed ? 'there is no mail' : 'there should be no mail';
}
