/** Writes typical mails for a person to look at: `node test/notify/preview.ts OUTDIR`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeMail } from '../../src/notify/compose-mail.ts';
import { CHANGED, makeLetter, makeSources, PYTHON } from './samples.ts';

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
for (const [name, sources] of Object.entries({ javascript, python })) {
  const mail = composeMail(sources);
  writeFileSync(join(directory, `${name}.html`), mail.html);
  writeFileSync(join(directory, `${name}.txt`), mail.text);
}
