import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFailure } from '../../src/git/git-failure.ts';

const NO_ACCESS = `fatal: Could not read from remote repository.

Please make sure you have the correct access rights
and the repository exists.`;

test('of all that git and ssh say, the reason is taken', () => {
  const cases: Readonly<Record<string, string>> = {
    'fatal: bad object x\nmore': 'fatal: bad object x',
    'warning: odd\nerror: no such thing\nfatal: gave up': 'error: no such thing',
    'usage: git': 'usage: git',
    '': '',
    [`Cloning into 'x'...\nHost key verification failed.\r\n${NO_ACCESS}`]: 'Host key verification failed',
    [`git@host: Permission denied (publickey).\n${NO_ACCESS}`]: 'git@host: Permission denied (publickey)',
    [`ERROR: Repository not found.\n\n${NO_ACCESS}`]: 'ERROR: Repository not found',
    [`fatal: file ${'x'.repeat(600)} has only 3 lines`]: `fatal: file ${'x'.repeat(238)} … ${'x'.repeat(233)} has only 3 lines`,
    [NO_ACCESS]: 'fatal: Could not read from remote repository',
  };
  for (const [said, reason] of Object.entries(cases)) assert.equal(describeFailure(said), reason);
});
