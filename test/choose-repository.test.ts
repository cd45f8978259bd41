import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseRepository, listRepositories } from '../src/choose-repository.ts';
import type { RepositoryEntry } from '../src/config/repository-entry.ts';

const NOTHING: RepositoryEntry = {
  name: null,
  services: [],
  vcs_repository_url_full: null,
  repo_dir: null,
  repo_url: null,
  repo_branch_pattern: null,
  path_prefix: null,
};

const ENTRIES: readonly RepositoryEntry[] = [
  { ...NOTHING, services: ['cart', 'cart-*'], repo_url: 'https://bot:secret@git.example.com/Team/Cart.git' },
  {
    ...NOTHING,
    services: ['search'],
    repo_url: 'git@git.example.com:team/all',
    path_prefix: 'services/search',
  },
  { ...NOTHING, services: ['mail?'], repo_url: 'git@git.example.com:team/all', path_prefix: 'services/mail' },
  { ...NOTHING, repo_dir: '/srv/web', vcs_repository_url_full: 'https://github.com/acme/web' },
];

const ALONE = { repositories: ENTRIES, repo_dir: null, repo_url: null, repo_branch_pattern: 'release/*' };
const WITH_DEFAULT = { ...ALONE, repo_dir: '.' };

const CASES: readonly (readonly [service: string, url: string | undefined, found: number | null])[] = [
  ['cart', undefined, 0],
  ['cart-worker', undefined, 0],
  ['carts', undefined, null],
  ['mail1', undefined, 2],
  ['other', undefined, null],
  ['other', 'https://git.example.com/team/cart', 0],
  ['other', 'ssh://git@git.example.com:7999/team/cart.git', 0],
  ['other', 'git@git.example.com:team/cart.git/', 0],
  ['mail1', 'https://git.example.com/team/all.git', 2],
  ['other', 'https://git.example.com/team/all.git', 1],
  ['cart', 'https://github.com/acme/web/', 3],
  ['cart', 'https://github.com/acme/unknown', 0],
  ['other', '', null],
  ['', undefined, null],
];

for (const [service, repositoryUrl, found] of CASES)
  test(`"${service}" of ${repositoryUrl ?? 'no address'} runs ${found === null ? 'none' : `number ${found}`}`, () => {
    const told = { service, ...(repositoryUrl !== undefined && { repositoryUrl }) };
    assert.equal(chooseRepository(ALONE, told), found);
    assert.equal(chooseRepository(WITH_DEFAULT, told), found ?? ENTRIES.length, 'one is for all others');
  });

test('the repository for all others stands last, and all have a branch pattern', () => {
  const listed = listRepositories(WITH_DEFAULT);
  assert.equal(listed.length, 5);
  assert.equal(listed.at(-1)?.repo_dir, '.');
  assert.deepEqual(new Set(listed.map((one) => one.repo_branch_pattern)), new Set(['release/*']));
  assert.equal(listRepositories(ALONE).length, 4);
});

test('an address is compared in linear time', () => {
  for (const pump of ['/', ':', '@', '.git', 'a:1/'])
    assert.equal(chooseRepository(ALONE, { service: '', repositoryUrl: pump.repeat(500_000) }), null);
});
