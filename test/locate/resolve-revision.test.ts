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
    `${A} known: vcs.ref.head.revision ${A} is a commit`,
  ],
  [
    'a tag as revision',
    { revision: 'v1.2.3' },
    null,
    `${A} known: vcs.ref.head.revision v1.2.3 is the tag of commit aaaaaaaaaa`,
  ],
  [
    'a branch as revision is a guess',
    { revision: 'main' },
    null,
    `${HEAD} guessed: vcs.ref.head.revision main is the branch of commit ffffffffff`,
  ],
  [
    'a version that is a tag with v',
    { serviceVersion: '1.2.3' },
    null,
    `${A} known: service.version v1.2.3 is the tag of commit aaaaaaaaaa`,
  ],
  [
    'a version that is a tag with the service',
    { serviceVersion: '2.0.0' },
    null,
    `${A} known: service.version shop@2.0.0 is the tag of commit aaaaaaaaaa`,
  ],
  [
    'a version that is a tag with release',
    { serviceVersion: '3' },
    null,
    `${A} known: service.version release-3 is the tag of commit aaaaaaaaaa`,
  ],
  [
    'a version that is a branch says nothing',
    { serviceVersion: 'main' },
    null,
    `${HEAD} guessed: service.version main is not a commit or a tag, so the repository's HEAD was used`,
  ],
  [
    'an unknown revision, but a known version',
    { revision: 'dead', serviceVersion: '1.2.3' },
    null,
    `${A} guessed: the repository has no revision dead, but service.version v1.2.3 is the tag of commit aaaaaaaaaa`,
  ],
  ...[`v1.0.0-3-g${A}`, `1.0.0+${A}`, `1.0.0+sha.${A}`].map((serviceVersion): Case => [
    `the version ${serviceVersion.slice(0, 20)}…, which tells a commit`,
    { serviceVersion },
    null,
    `${A} known: service.version ${A} is a commit`,
  ]),
  [
    'a version built from a changed checkout',
    { serviceVersion: '1.2.3-dirty' },
    null,
    `${A} guessed: service.version v1.2.3 is the tag of commit aaaaaaaaaa, built with changes of its own`,
  ],
  [
    'an unknown revision',
    { revision: 'dead' },
    null,
    `${HEAD} guessed: the repository has no revision dead, so the repository's HEAD was used`,
  ],
  [
    'nothing',
    {},
    null,
    `${HEAD} guessed: the service did not say which revision it runs, so the repository's HEAD was used`,
  ],
  [
    'nothing, with a branch pattern',
    {},
    'release/*',
    `${A} guessed: the service did not say which revision it runs, so the newest branch matching release/*, release/9, was used`,
  ],
  [
    'nothing, with a branch pattern that matches none',
    {},
    'none-*',
    `${HEAD} guessed: the service did not say which revision it runs, so the repository's HEAD was used`,
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
