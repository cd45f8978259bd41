import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createReplyReader, type Reply } from '../../src/git/object-replies.ts';

const NAME = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));

/** What git answers to one question: bytes, and what they mean. */
const ANSWER = fc.oneof(
  fc.tuple(NAME, fc.uint8Array({ maxLength: 300 }), fc.boolean()).map(([id, contents, wantsContents]) => {
    const info = { id, type: 'blob', size: contents.length };
    const head = Buffer.from(`${id} blob ${contents.length}\n`);
    const bytes = wantsContents ? Buffer.concat([head, contents, Buffer.from('\n')]) : head;
    const reply: Reply = { info, contents: wantsContents ? Buffer.from(contents) : null };
    return { bytes, wantsContents, reply };
  }),
  fc.tuple(NAME, fc.string({ unit: 'binary' }), fc.boolean()).map(([id, path, wantsContents]) => ({
    bytes: Buffer.from(`${id}:${path.replaceAll('\n', '')} missing\n`),
    wantsContents,
    reply: { info: null, contents: null },
  })),
);

test('gives every answer whole, however the bytes come', () => {
  fc.assert(
    fc.property(
      fc.array(ANSWER, { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 90 })),
      (answers, sizes) => {
        const given: Reply[] = [];
        const reader = createReplyReader({
          wantsContents: () => answers[given.length]?.wantsContents ?? false,
          give: (reply) => given.push(reply),
        });
        let rest = Buffer.concat(answers.map(({ bytes }) => bytes));
        for (let i = 0; rest.length > 0; i++) {
          const size = sizes[i % sizes.length] ?? rest.length;
          reader.feed(rest.subarray(0, size));
          rest = rest.subarray(size);
        }
        assert.deepEqual(
          given,
          answers.map(({ reply }) => reply),
        );
      },
    ),
  );
});

test('takes any bytes without a throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array()), fc.boolean(), (chunks, wantsContents) => {
      const reader = createReplyReader({ wantsContents: () => wantsContents, give: () => undefined });
      for (const chunk of chunks) reader.feed(Buffer.from(chunk));
    }),
  );
});
