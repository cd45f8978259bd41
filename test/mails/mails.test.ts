import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { readEml } from '../../src/web/read-eml.ts';
import { makeMails } from './make-mails.ts';

const GMAIL_CUTS_AT = 102_400;

test('typical mails of Python, Java, TypeScript and Rust services say what each of them sent', async (context) => {
  const folder = await makeMails(makeTemporaryDirectory(context));
  const mails = readdirSync(folder)
    .toSorted()
    .map((name) => readEml(readFileSync(join(folder, name))));
  const texts = mails.map(({ text }) => text ?? '');
  const find = (words: string) => texts.find((text) => text.includes(words)) ?? '';

  const python = find("KeyError\n  'CH'");
  assert.match(python, /It surfaced as billing\.invoices\.InvoiceError: no tax rate for 'CH'/);
  assert.match(
    python,
    /billing\/invoices\.py:14 in create_invoice\n.*\n {10}customer = .*'Rösti & Söhne <GmbH>'[^]*\n {10}password = \[scrubbed\][^]*\n {2}> billing\/rates\.py:7 in rate_of\n.*\n {10}country = 'CH'\n {2}KeyError/,
  );
  const java = find('org.postgresql.util.PSQLException\n');
  assert.match(
    java,
    /… 41 library frames\n {2}Caused by:[^]*> orders\/\S+\/OrderService\.java:22 in place\n.*\n.*… 47 frames as above/,
  );
  const typescript = find("Cannot read properties of null (reading 'price')\nSeen");
  assert.match(typescript, /^Since then: already changed in [0-9a-f]{10} by Ann Archer/m);
  assert.match(typescript, /> web\/src\/cart\.ts:12 /);
  assert.match(typescript, /https:\/\/traces\.shop\.example\/trace\/[0-9a-f]{32}\n/);
  const rust = find('partner::Timeout');
  assert.match(rust, /^The partner's service is slow again\.\n/);
  assert.match(rust, /This is a guess, because the exception has no stack trace/);

  const week = find('The week from 1 Mar 2026');
  assert.match(
    week,
    /2 errors occurred 15 times, 26 fewer than the week before\.[^]*Thank you, Ann Archer\./,
  );
  assert.match(find('The week from 15 Mar 2026'), /No error reached Flawless that week/);
  assert.equal(mails.length, 7);
  for (const { html, text } of mails) {
    assert.ok(Buffer.byteLength(html ?? '') < GMAIL_CUTS_AT);
    for (const line of (text ?? '').split('\n')) assert.ok(line.length <= 78 || line.includes('://'), line);
  }
});
