import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellAge } from '../../src/locate/tell-age.ts';

const AT = Date.UTC(2026, 10, 3, 14, 5);
const GUESSED = { commit: 'c'.repeat(40), known: false, because: 'the lines are those of HEAD' };
const KNOWN = { ...GUESSED, known: true };

for (const [what, revision, sinceMs, because] of [
  [
    'a guess from an old repository',
    GUESSED,
    AT,
    '; the origin has not been reached since Tue 3 Nov 2026, 14:05 UTC',
  ],
  ['a guess from a repository of now', GUESSED, null, ''],
  ['a commit that is known, however old the repository', KNOWN, AT, ''],
] as const)
  test(`${what} ${because === '' ? 'says nothing of its age' : 'tells its age'}`, () => {
    assert.equal(
      tellAge(revision, { staleSinceMs: () => sinceMs }, 'UTC').because,
      `the lines are those of HEAD${because}`,
    );
  });
