import type { Config } from '../config/options.ts';
import type { KnownError, Rules } from '../config/rules.ts';
import type { LineBlame } from '../git/blame-porcelain.ts';
import { GitFailure } from '../git/git-failure.ts';
import type { Repository } from '../git/repository.ts';
import type { LocatedException } from '../locate/locate-exception.ts';
import { chooseFrame, type OurFrame } from './choose-frame.ts';
import { createAuthorFinder } from './find-author.ts';
import { findDriftedLine } from './find-drifted-line.ts';
import { identifyError } from './identify-error.ts';
import { rateConfidence, isBelow, type Confidence } from './rate-confidence.ts';
import { createCodeOwnersFinder } from './find-code-owners.ts';
import { createOwnerResolver, toDefaultContact, type Owner } from './resolve-owner.ts';

/** An exception whose line at fault is known, with who last changed it and who is told. */
export type BlamedException = LocatedException & {
  readonly errorId: string;
  /** Type and message of the exception in the chain that the blamed line belongs to. */
  readonly thrown: { readonly type: string; readonly message: string };
  readonly blamed: {
    readonly path: string;
    readonly function?: string;
    readonly line: number;
    readonly code?: string;
  };
  readonly known: KnownError | null;
  /** Null when the revision has no such line. */
  readonly author: LineBlame | null;
  readonly owner: Owner;
  readonly confidence: Confidence;
};

/** Why an exception goes no further. */
export type Unblamed = { readonly ignored: string } | { readonly unblamed: string };

export type BlameNeeds = {
  readonly repository: Repository;
  readonly rules: () => Rules;
  readonly isBlamable: (path: string) => boolean;
  /** Goes on without an author when git fails to name one. */
  readonly forgiving?: boolean;
  readonly config: Pick<
    Config,
    'default_contact' | 'email_domain_name' | 'ignore_vcs_email_domain' | 'minimum_confidence'
  >;
};

/** The author of a line; without one, the reason if it is not that there is no such line. */
type FoundAuthor = { readonly author: LineBlame | null; readonly noAuthor?: string };

/** Blames exceptions in one repository; rejects with `GitFailure` while git cannot be run, unless `forgiving` is set. */
export function createBlamer(needs: BlameNeeds) {
  const { repository, config } = needs;

  const findAuthorIfAny = createFinder(needs);
  const resolveOwner = createResolver(needs);

  async function nameOwner(
    { author, noAuthor = 'the revision has no such line' }: FoundAuthor,
    revision: string,
    path: string,
    confidence: Confidence,
  ): Promise<Owner> {
    if (author === null) return toDefaultContact(config, noAuthor);
    if (isBelow(confidence, config.minimum_confidence))
      return toDefaultContact(config, `the blame is ${confidence.level} (${confidence.because})`);
    const person = { name: author.authorName, email: author.authorEmail };
    return resolveOwner({ author: person, commit: author.commit, revision, path });
  }

  async function blameFrame(located: LocatedException, frame: OurFrame) {
    const { path } = frame.place;
    const { commit } = located.revision;
    const lines = await repository.readLines(commit, path);
    const drift = findDriftedLine({ ...frame, lines: lines ?? [], functionName: frame.function });
    const { line } = drift;
    const found = await findAuthorIfAny(commit, path, line);
    const code = frame.text ?? frame.place.code;
    const at = { path, function: frame.function, line, code };
    const errorId = identifyError({ ...at, repository: repository.name, lines });
    const confidence = rateConfidence({ located, frame, drift, ...found });
    return {
      errorId,
      blamed: at,
      author: found.author,
      confidence,
      owner: await nameOwner(found, commit, path, confidence),
    };
  }

  return async function blame(located: LocatedException): Promise<BlamedException | Unblamed> {
    const choice = chooseFrame(located.exceptions, { rules: needs.rules(), isBlamable: needs.isBlamable });
    if (choice.kind === 'ignored') return { ignored: choice.reason };
    if (choice.kind === 'unblamed') return { unblamed: choice.reason };
    const { type, message } = choice.exception;
    const found = await blameFrame(located, choice.frame);
    return { ...located, ...found, known: choice.known, thrown: { type, message } };
  };
}

function createFinder({ repository, forgiving = false }: BlameNeeds) {
  const findAuthor = createAuthorFinder(repository);
  return async (...line: Parameters<typeof findAuthor>): Promise<FoundAuthor> => {
    try {
      return { author: await findAuthor(...line) };
    } catch (error) {
      if (!forgiving || !(error instanceof GitFailure)) throw error;
      return { author: null, noAuthor: 'git could not tell who changed the line' };
    }
  };
}

function createResolver({ repository, ...needs }: BlameNeeds) {
  return createOwnerResolver({
    ...needs,
    listAuthors: () => repository.listAuthors(),
    readCoAuthors: (commit, revision) => repository.readCoAuthors(commit, revision),
    listFileAuthors: (commit, path) => repository.listFileAuthors(commit, path),
    findCodeOwners: createCodeOwnersFinder((...file) => repository.readFile(...file)),
  });
}
