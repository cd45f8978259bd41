import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { writeOccurrence } from '../../src/aggregate/occurrence.ts';
import { createLinks } from '../../src/links.ts';
import { composeDigest } from '../../src/notify/compose-digest.ts';
import { composeNotice } from '../../src/notify/compose-notice.ts';
import type { ComposedMail } from '../../src/notify/compose-mail.ts';
import { POST_CONFIG } from './post-office.ts';
import { makeError, makeOccurrence, NOW, WEEK } from './samples.ts';

const POSTED = {
  id: 9,
  weekMs: WEEK,
  createdAtMs: NOW,
  recipients: ['alice@example.com'],
  begun: false,
  attempts: 0,
  insteadOf: null,
};
const NEEDS = { links: createLinks(POST_CONFIG.hostname), config: POST_CONFIG };

function composeDigestOf(texts: readonly string[], total = texts.length): ComposedMail {
  const errors = texts.map((text) => {
    const thrown = { type: text, message: text };
    const occurrence = makeOccurrence({ thrown, blamed: { path: text, function: text, line: 7 } });
    return makeError(occurrence, { occurrence: writeOccurrence(occurrence) });
  });
  return composeDigest({ ...NEEDS, letter: { ...POSTED, kind: 'digest' }, contents: { errors, total } });
}

function composeNoticeOf(texts: readonly string[]): ComposedMail {
  const items = texts.map((text) => ({ key: text, title: text, text }));
  return composeNotice({ ...NEEDS, letter: { ...POSTED, kind: 'notice' }, items });
}

function checkMail({ subject, html, text }: ComposedMail): void {
  assert.doesNotMatch(subject, /[\p{Cc}]|=\?/u);
  assert.ok(subject.length <= 200, subject);
  assert.ok(Buffer.byteLength(html) <= 96 * 1024);
  assert.doesNotMatch(html, /<script|<img/i);
  const [wide] = text.split('\n').filter((line) => line.length > 78 && line.trim().includes(' '));
  assert.equal(wide, undefined);
}

test('whatever is listed, a mail stays plain, small, and 78 columns wide', () => {
  const foreign = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom(
      '<script>alert(1)</script>',
      'a\r\nBcc: eve@x.test',
      '=?utf-8?Q?=0D=0ABcc:_x?=',
      '\u202E<img>',
    ),
    fc.nat(5_000).map((n) => '<&"'.repeat(n)),
  );
  const property = fc.property(fc.array(foreign, { minLength: 1, maxLength: 120 }), (texts) => {
    checkMail(composeDigestOf(texts));
    checkMail(composeNoticeOf(texts));
  });
  fc.assert(property, { numRuns: 60 });
});

test('a digest of very many says how many it leaves out', () => {
  const mail = composeDigestOf(
    Array.from({ length: 100 }, () => 'Boom'),
    12_345,
  );
  assert.equal(mail.subject, '12,345 more errors, most often in Boom');
  for (const part of [mail.text, mail.html]) assert.match(part, /And 12,245 more, which the weekly report/);
});
