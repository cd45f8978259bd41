import { gatherContent, type MailContent, type MailSources } from './gather-content.ts';
import { renderHtmlPart } from './html-part.ts';
import { scaleLimits } from './limits.ts';
import { nameRecipients, type Recipient } from './name-recipients.ts';
import { nameThread, type Thread } from './name-thread.ts';
import { renderTextPart } from './text-part.ts';

/** A mail that is ready for any transport, but for its sender. */
export type ComposedMail = Thread & {
  readonly letterId: number;
  readonly createdAtMs: number;
  readonly to: readonly Recipient[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
};

/** The most the HTML part may take: Gmail cuts it off at 102 KB. */
export const MAX_HTML_BYTES = 96 * 1024;
const SCALES = [1, 0.5, 0.25, 0.1, 0.05];

/** The mail about an error; the same sources always give the same mail, so a repeated sending is recognisable. */
export function composeMail(sources: MailSources): ComposedMail {
  const { letter, config } = sources;
  const { content, html } = renderWithinBounds(sources);
  return {
    ...nameThread(letter, config),
    letterId: letter.id,
    createdAtMs: letter.createdAtMs,
    to: nameRecipients(sources),
    subject: content.subject,
    html,
    text: renderTextPart(content),
  };
}

// Escaping can make text six times as long, so the size is known only afterwards.
function renderWithinBounds(sources: MailSources): { readonly content: MailContent; readonly html: string } {
  for (const scale of SCALES) {
    const content = gatherContent(sources, scaleLimits(scale));
    const html = renderHtmlPart(content);
    if (Buffer.byteLength(html) <= MAX_HTML_BYTES) return { content, html };
  }
  throw new Error('the mail is too large at any scale');
}
