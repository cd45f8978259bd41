import type { Config } from '../config/options.ts';
import type { Links } from '../links.ts';
import { composeList } from './compose-list.ts';
import type { ComposedMail } from './compose-mail.ts';

export type TestMailNeeds = {
  readonly address: string;
  readonly config: Pick<Config, 'email_domain_name' | 'hostname'>;
  readonly links: Links;
  readonly now: () => number;
};

/** A mail that says that mail works, made and addressed as the others are. */
export function composeTestMail({ address, config, links, now }: TestMailNeeds): ComposedMail {
  const createdAtMs = now();
  const letter = { ...POSTED, weekMs: createdAtMs, createdAtMs, recipients: [address] };
  const content = {
    subject: 'Test mail from Flawless',
    title: 'Mail works',
    intro: `Somebody ran \`flawless test-email\` to see whether Flawless at ${config.hostname} can reach you. It can, and there is nothing for you to do.`,
    entries: [],
    more: null,
    page: { text: 'What happened this week', href: links.report() },
    about: links.about(),
  };
  return composeList(letter, () => content, config);
}

const POSTED = { kind: 'notice', id: 0, begun: false, attempts: 0, insteadOf: null } as const;
