import type { Config } from '../config/options.ts';
import type { WeekLetter } from '../store/store.ts';
import type { ComposedMail } from './compose-mail.ts';
import { explainRedirection } from './explain-redirection.ts';
import { gatherWeek, type WeekSources } from './gather-week.ts';
import { nameThread } from './name-thread.ts';
import { renderWeekHtml } from './week-html.ts';
import { renderWeekText } from './week-text.ts';

export type WeekMailSources = WeekSources & {
  readonly letter: WeekLetter;
  readonly config: Pick<Config, 'email_domain_name' | 'hostname' | 'timezone'>;
};

/** The mail about a week; what it lists is so short that it needs no second try to be small enough. */
export function composeWeek(sources: WeekMailSources): ComposedMail {
  const { letter, config } = sources;
  const week = gatherWeek(sources);
  const redirection = explainRedirection(letter);
  const content = redirection === '' ? week : { ...week, intro: [...week.intro, redirection] };
  return {
    ...nameThread(letter, config),
    letterId: letter.id,
    createdAtMs: letter.createdAtMs,
    to: letter.recipients.map((address) => ({ name: '', address })),
    subject: content.subject,
    html: renderWeekHtml(content),
    text: renderWeekText(content),
  };
}
