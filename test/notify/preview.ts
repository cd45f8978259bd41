/** Writes typical mails for a person to look at: `node test/notify/preview.ts OUTDIR`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeOccurrence } from '../../src/aggregate/occurrence.ts';
import { composeDigest } from '../../src/notify/compose-digest.ts';
import { composeMail } from '../../src/notify/compose-mail.ts';
import { composeNotice } from '../../src/notify/compose-notice.ts';
import { reportRefusals } from '../../src/notify/report-refusals.ts';
import { CHANGED, CONFIG, makeLetter, makeSources, NOW, PYTHON, WEEK } from './samples.ts';

const javascript = makeSources({
  letter: makeLetter({ recipients: ['alice@example.com', 'team@example.com'] }),
  since: CHANGED,
  excerpt: {
    firstLine: 37,
    lines: [
      '}',
      '',
      '/** The price of one item, in cents. */',
      'function priceItem(item: CartItem): number {',
      "  if (item.kind === 'bundle') return sum(item.parts.map((part) => priceItem(part)));",
      '  return item.product.price * item.quantity;',
      '}',
      '',
      'function sum(prices: readonly number[]): number {',
      '  return prices.reduce((a, b) => a + b, 0);',
      '}',
    ],
  },
});
const python = makeSources({
  letter: makeLetter({
    recipients: ['lead@example.com'],
    header:
      'This one is known: the database fails over on Sundays.\nSee the runbook before you wake anybody.',
  }),
  says: PYTHON,
});

const [, , directory = 'mail-preview'] = process.argv;
mkdirSync(directory, { recursive: true });
const posted = {
  id: 1,
  weekMs: WEEK,
  createdAtMs: NOW,
  recipients: ['alice@example.com'],
  begun: false,
  attempts: 0,
};
const { links } = javascript;
const config = { ...CONFIG, max_emails_per_hour: 60 };
const errors = [javascript, python].map(({ error, occurrence }, i) => ({
  ...error,
  count: 1_234 - 1_000 * i,
  occurrence: writeOccurrence(occurrence),
}));
const refused = { address: 'gone@example.com', because: '550 5.1.1 no such user' };
const { items = [] } = reportRefusals([refused], 'care@example.com', { weekMs: WEEK, atMs: NOW }) ?? {};
const mails = {
  javascript: composeMail(javascript),
  python: composeMail(python),
  digest: composeDigest({
    letter: { ...posted, kind: 'digest' },
    contents: { errors, total: 14 },
    links,
    config,
  }),
  notice: composeNotice({ letter: { ...posted, kind: 'notice' }, items, links, config }),
};
for (const [name, mail] of Object.entries(mails)) {
  writeFileSync(join(directory, `${name}.html`), mail.html);
  writeFileSync(join(directory, `${name}.txt`), mail.text);
}
