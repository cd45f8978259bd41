import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { readTrailers } from '../../src/git/read-trailers.ts';

const BOB = 'Co-authored-by: Bob <b@x>';
const KEY = 'Co-authored-by';

/** What git itself makes of a message. */
function askGit(message: string): readonly string[] {
  const args = ['-c', 'core.commentChar=#', 'interpret-trailers', '--parse', '--no-divider'];
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const lines = execFileSync('git', args, { input: message, encoding: 'utf8', env }).split('\n');
  const prefix = /^co-authored-by: ?/i;
  return lines.filter((line) => prefix.test(line)).map((line) => line.replace(prefix, ''));
}

test('takes the trailers of the last paragraph and of no other, as git does', () => {
  for (const [message, expected] of [
    [`Add\n\n${BOB}\n`, ['Bob <b@x>']],
    [BOB, []],
    [`Add\n${BOB}\n`, []],
    [`Add\n\n${BOB}\n\nThe end.\n`, []],
    [`Add\n\nText.\n${BOB}\n`, []],
    [`Add\n\nText.\n${BOB}\nSigned-off-by: Ann <a@x>\n`, ['Bob <b@x>']],
    [`Add\n\n1\n2\n3\n4\n${BOB}\n`, []],
    [`Add\n\n(cherry picked from commit 1)\nText.\n${BOB}\n`, ['Bob <b@x>']],
    [`Add\n\nCO-AUTHORED-BY :Bob\n  <b@x>\nIssue: 7\n more\n\n \n`, ['Bob <b@x>']],
    [`Add\n\n more\n${BOB}\n`, []],
    [`\n\nAdd\n\n${BOB}\n# note\nco-authored-by: Cy <c@x>\n`, ['Bob <b@x>', 'Cy <c@x>']],
    ['', []],
  ] as const) {
    assert.deepEqual(readTrailers(message, KEY), expected, JSON.stringify(message));
    assert.deepEqual(askGit(message), expected, `git of ${JSON.stringify(message)}`);
  }
});

test('reads any message without a throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => readTrailers(text, KEY).length <= text.length),
  );
});

test('says the same as git of paragraphs put together at random', () => {
  const line = fc.constantFrom(
    BOB,
    'Text.',
    'Issue: 7',
    ' more',
    '',
    'Signed-off-by: Ann <a@x>',
    'co-authored-by:Cy <c@x>',
  );
  fc.assert(
    fc.property(fc.array(line, { minLength: 3, maxLength: 9 }), (lines) => {
      const message = `Add\n\n${lines.join('\n')}\n`;
      assert.deepEqual(readTrailers(message, KEY), askGit(message));
    }),
    { numRuns: 60 },
  );
});
