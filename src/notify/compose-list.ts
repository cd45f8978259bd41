import type { Config } from '../config/options.ts';
import type { Letter } from '../store/store.ts';
import { MAX_HTML_BYTES, type ComposedMail } from './compose-mail.ts';
import type { ListContent } from './list-content.ts';
import { renderListHtml } from './list-html.ts';
import { renderListText } from './list-text.ts';
import { nameThread } from './name-thread.ts';

/** A mail that lists several things; `gather` is asked for fewer entries until they fit. */
export function composeList(
  letter: Letter,
  gather: (entries: number) => ListContent,
  config: Pick<Config, 'email_domain_name' | 'hostname'>,
): ComposedMail {
  const { content, html } = renderWithinBounds(gather);
  return {
    ...nameThread(letter, config),
    letterId: letter.id,
    createdAtMs: letter.createdAtMs,
    to: letter.recipients.map((address) => ({ name: '', address })),
    subject: content.subject,
    html,
    text: renderListText(content),
  };
}

/** The most entries that a mail lists. */
export const MOST_ENTRIES = 100;

function renderWithinBounds(gather: (entries: number) => ListContent) {
  for (let entries = MOST_ENTRIES; entries > 0; entries = Math.floor(entries / 2)) {
    const content = gather(entries);
    const html = renderListHtml(content);
    if (Buffer.byteLength(html) <= MAX_HTML_BYTES) return { content, html };
  }
  throw new Error('the mail is too large with one entry');
}
