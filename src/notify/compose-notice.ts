import type { Config } from '../config/options.ts';
import type { Links } from '../links.ts';
import type { NoticeItem, NoticeLetter } from '../store/store.ts';
import { cleanLine } from './clean-text.ts';
import { composeList } from './compose-list.ts';
import type { ComposedMail } from './compose-mail.ts';
import type { ListContent } from './list-content.ts';
import { breakWords } from './mail-subject.ts';

/** What a notice is made from. */
export type NoticeSources = {
  readonly letter: NoticeLetter;
  readonly items: readonly NoticeItem[];
  readonly links: Links;
  readonly config: Pick<Config, 'email_domain_name' | 'hostname'>;
};

const MAX_SUBJECT = 150;
const MAX_TITLE = 200;
const MAX_TEXT = 600;

/** The mail to whoever looks after Flawless, about something that only they can mend. */
export function composeNotice(sources: NoticeSources): ComposedMail {
  return composeList(sources.letter, (entries) => gatherContent(sources, entries), sources.config);
}

function gatherContent({ items, links }: NoticeSources, most: number): ListContent {
  const [first] = items;
  const title = cleanLine(first?.title ?? '', MAX_SUBJECT);
  const left = items.length - Math.min(most, items.length);
  return {
    subject: breakWords(items.length === 1 ? title : `${title}, and ${items.length - 1} more of the kind`),
    title: items.length === 1 ? 'Something needs your care' : `${items.length} things need your care`,
    intro:
      'You get this mail because you are the default_contact of this Flawless. Each of these is told once, however often it happens again.',
    entries: items.slice(0, most).map((item) => ({
      title: cleanLine(item.title, MAX_TITLE),
      place: null,
      text: cleanLine(item.text, MAX_TEXT),
      link: null,
    })),
    more: left === 0 ? null : `And ${left} more.`,
    page: null,
    about: links.about(),
  };
}
