import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResolvedCommit } from '../../src/git/repository.ts';
import { resolveRevision } from '../../src/locate/resolve-revision.ts';

const A = 'a'.repeat(40);
const HEAD = 'f'.repeat(40);
const NAMES: Readonly<Record<string, ResolvedCommit>> = {
  [A]: { commit: A, name: A, kind: 'commit' },
  'v1.2.3': { commit: A, name: 'v1.2.3', kind: 'tag' },
  'shop@2.0.0': { commit: A, name: 'shop@2.0.0', kind: 'tag' },
  'release-3': { commit: A, name: 'release-3', kind: 'tag' },
  main: { commit: HEAD, name: 'main', kind: 'branch' },
  HEAD: { commit: HEAD, name: 'HEAD', kind: 'branch' },
};
const REPOSITORY = {
  resolve: async (name: string) => NAMES[name] ?? null,
  newestBranch: async (glob: string): Promise<ResolvedCommit | null> =>
    glob === 'release/*' ? { commit: A, name: 'release/9', kind: 'branch' } : null,
};

type Case = readonly [
  what: string,
  reported: { revision?: string; serviceVersion?: string },
  pattern: string | null,
  found: string,
];

const CASES: readonly Case[] = [
  [
    'a commit',
    { revision: A, serviceVersion: 'x' },
    null,
    `${A} known: the service says that it runs commit aaaaaaaaaa (vcs.ref.head.revision)`,
  ],
  [
    'a tag as revision',
    { revision: 'v1.2.3' },
    null,
    `${A} known: the service says that it runs v1.2.3 (vcs.ref.head.revision), the tag of commit aaaaaaaaaa`,
  ],
  [
    'a branch as revision is a guess',
    { revision: 'main' },
    null,
    `${HEAD} guessed: the service says that it runs branch main (vcs.ref.head.revision), which is now at commit ffffffffff`,
  ],
  [
    'a version that is a tag with v',
    { serviceVersion: '1.2.3' },
    null,
    `${A} known: the service says that it runs 1.2.3 (service.version), which is the tag v1.2.3 of commit aaaaaaaaaa`,
  ],
  [
    'a version that is a tag with the service',
    { serviceVersion: '2.0.0' },
    null,
    `${A} known: the service says that it runs 2.0.0 (service.version), which is the tag shop@2.0.0 of commit aaaaaaaaaa`,
  ],
  [
    'a version that is a tag with release',
    { serviceVersion: '3' },
    null,
    `${A} known: the service says that it runs 3 (service.version), which is the tag release-3 of commit aaaaaaaaaa`,
  ],
  [
    'a version that is a branch says nothing',
    { serviceVersion: 'main' },
    null,
    `${HEAD} guessed: the service says that it runs version main (service.version), which is no tag or commit here; the lines are those of HEAD, now at commit ffffffffff`,
  ],
  [
    'an unknown revision, but a known version',
    { revision: 'dead', serviceVersion: '1.2.3' },
    null,
    `${A} guessed: the service says that it runs dead (vcs.ref.head.revision), which the repository does not have; what its version names was taken instead: 1.2.3 (service.version), which is the tag v1.2.3 of commit aaaaaaaaaa`,
  ],
  ...[`v1.0.0-3-g${A}`, `1.0.0+${A}`, `1.0.0+sha.${A}`].map((serviceVersion): Case => [
    `the version ${serviceVersion.slice(0, 20)}…, which tells a commit`,
    { serviceVersion },
    null,
    `${A} known: the service says that it runs commit aaaaaaaaaa (service.version)`,
  ]),
  [
    'a version built from a changed checkout',
    { serviceVersion: '1.2.3-dirty' },
    null,
    `${A} guessed: the service says that it runs 1.2.3-dirty (service.version), which is the tag v1.2.3 of commit aaaaaaaaaa, with changes that were in no commit`,
  ],
  [
    'an unknown revision',
    { revision: 'dead' },
    null,
    `${HEAD} guessed: the service says that it runs dead (vcs.ref.head.revision), which the repository does not have; the lines are those of HEAD, now at commit ffffffffff`,
  ],
  [
    'nothing',
    {},
    null,
    `${HEAD} guessed: the service does not say what it runs (vcs.ref.head.revision); the lines are those of HEAD, now at commit ffffffffff`,
  ],
  [
    'nothing, with a branch pattern',
    {},
    'release/*',
    `${A} guessed: the service does not say what it runs (vcs.ref.head.revision); the lines are those of release/9, the newest branch that matches release/*, now at commit aaaaaaaaaa`,
  ],
  [
    'nothing, with a branch pattern that matches none',
    {},
    'none-*',
    `${HEAD} guessed: the service does not say what it runs (vcs.ref.head.revision); the lines are those of HEAD, now at commit ffffffffff`,
  ],
];

for (const [what, reported, pattern, found] of CASES)
  test(`${what}: ${found}`, async () => {
    const revision = await resolveRevision(REPOSITORY, { service: 'shop', ...reported }, pattern);
    assert.ok(revision);
    assert.equal(`${revision.commit} ${revision.known ? 'known' : 'guessed'}: ${revision.because}`, found);
  });

test('a repository without a commit has no revision', async () => {
  assert.equal(
    await resolveRevision({ ...REPOSITORY, resolve: async () => null }, { service: 's' }, null),
    null,
  );
});
