import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';

import { cleanRepositoryUrl } from '../../sdk/src/clean-repository-url.ts';
import { findService } from '../../sdk/src/find-service.ts';
import { readCheckout } from '../../sdk/src/read-checkout.ts';
import { readDeployment, readJob } from '../../sdk/src/read-platform.ts';
import type { Environment, PlatformFacts } from '../../sdk/src/read-platform.ts';
import { readRemoteUrl } from '../../sdk/src/read-remote-url.ts';
import { addCommit, createGitRepository, git } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

const HASH = 'e6134959463efd8966b20e75b913cafe3f5ec0de';
const SHOP = 'https://github.com/acme/shop';

const DEPLOYMENTS: readonly [name: string, env: Environment, facts: PlatformFacts][] = [
  ['nothing', {}, {}],
  [
    'Vercel',
    {
      VERCEL_GIT_COMMIT_SHA: HASH,
      VERCEL_GIT_PROVIDER: 'github',
      VERCEL_GIT_REPO_OWNER: 'acme',
      VERCEL_GIT_REPO_SLUG: 'shop',
    },
    { revision: HASH, repositoryUrl: SHOP },
  ],
  [
    'Vercel without a repository',
    { VERCEL_GIT_COMMIT_SHA: '', VERCEL_GIT_PROVIDER: '', VERCEL_GIT_REPO_OWNER: '' },
    {},
  ],
  [
    'Heroku, its newer variable first',
    {
      HEROKU_APP_NAME: 'shop',
      HEROKU_SLUG_COMMIT: '0000000000000000000000000000000000000000',
      HEROKU_BUILD_COMMIT: HASH,
    },
    { service: 'shop', revision: HASH },
  ],
  [
    'Render',
    { RENDER_SERVICE_NAME: 'shop', RENDER_GIT_COMMIT: HASH, RENDER_GIT_REPO_SLUG: 'acme/shop' },
    { service: 'shop', revision: HASH },
  ],
  [
    'Railway',
    { RAILWAY_GIT_COMMIT_SHA: HASH, RAILWAY_GIT_REPO_OWNER: 'acme', RAILWAY_GIT_REPO_NAME: 'shop' },
    { revision: HASH, repositoryUrl: SHOP },
  ],
  [
    'Fly with an image label that is a commit',
    { FLY_APP_NAME: 'shop', FLY_IMAGE_REF: `registry.fly.io/shop:${HASH}@sha256:${'a'.repeat(64)}` },
    { service: 'shop', revision: HASH },
  ],
  [
    'Fly, whose digest is no commit',
    { FLY_IMAGE_REF: `registry.fly.io/shop:deployment-01H9RK9EYO9PGNBYAKGXSHV0PH@sha256:${'a'.repeat(64)}` },
    {},
  ],
  [
    'a variable of one’s own, as from the Kubernetes downward API',
    { GIT_COMMIT: `${HASH.toUpperCase()}\n` },
    { revision: HASH },
  ],
  [
    'Jenkins',
    { GIT_COMMIT: HASH, GIT_URL: 'git@github.com:acme/shop.git' },
    { revision: HASH, repositoryUrl: SHOP },
  ],
  ['a version where a commit should be', { GIT_COMMIT: 'v1.2.3', SOURCE_COMMIT: HASH }, { revision: HASH }],
];

for (const [name, env, facts] of DEPLOYMENTS) {
  test(`reads where it is deployed: ${name}`, () => {
    assert.deepEqual(readDeployment(env), facts);
  });
}

const JOBS: readonly [name: string, env: Environment, facts: PlatformFacts][] = [
  [
    'GitHub',
    { GITHUB_SHA: HASH, GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'acme/shop' },
    { revision: HASH, repositoryUrl: SHOP },
  ],
  [
    'GitLab, without the token of CI_REPOSITORY_URL',
    {
      CI_COMMIT_SHA: HASH,
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: '',
      CI_PROJECT_URL: 'https://gitlab.acme.test/shop/shop',
      CI_REPOSITORY_URL: 'https://gitlab-ci-token:hunter2@gitlab.acme.test/shop/shop.git',
    },
    { revision: HASH, repositoryUrl: 'https://gitlab.acme.test/shop/shop' },
  ],
  [
    'Azure',
    { BUILD_SOURCEVERSION: HASH, BUILD_REPOSITORY_URI: 'https://acme@dev.azure.com/acme/p/_git/shop' },
    { revision: HASH, repositoryUrl: 'https://dev.azure.com/acme/p/_git/shop' },
  ],
  [
    'CircleCI',
    { CIRCLE_SHA1: HASH, CIRCLE_REPOSITORY_URL: 'git@github.com:acme/shop.git' },
    { revision: HASH, repositoryUrl: SHOP },
  ],
  ['Buildkite that has not looked yet', { BUILDKITE_COMMIT: 'HEAD' }, {}],
];

for (const [name, env, facts] of JOBS) {
  test(`reads whose job it is: ${name}`, () => {
    assert.deepEqual(readJob(env), facts);
  });
}

const ADDRESSES: readonly [address: string, cleaned: string | undefined][] = [
  ['https://github.com/acme/shop.git', SHOP],
  ['https://bot:hunter2@github.com/acme/shop.git/', SHOP],
  ['https://hunter2@github.com/acme/shop', SHOP],
  ['https://github.com/acme/shop?token=hunter2#hunter2', SHOP],
  ['git@github.com:acme/shop.git', SHOP],
  ['github.com:acme/shop', SHOP],
  ['ssh://git@github.com:22/acme/shop.git', SHOP],
  ['git://github.com/acme/shop.git', SHOP],
  ['https://git.acme.test:8443/shop.git', 'https://git.acme.test:8443/shop'],
  ['http://localhost:3000/acme/shop', 'http://localhost:3000/acme/shop'],
  ['https://bot:hun/ter2@github.com/acme/shop', undefined],
  ['https://bot:hun@ter2@github.com/acme/shop', undefined],
  ['https://bot:hunter2@', undefined],
  ['work:acme/shop.git', undefined],
  ['/srv/git/shop.git', undefined],
  ['../shop', undefined],
  ['file:///srv/git/shop.git', undefined],
  ['C:\\git\\shop', undefined],
  ['https://github.com', undefined],
  ['', undefined],
  [`https://github.com/${'a'.repeat(5000)}`, undefined],
];

for (const [address, cleaned] of ADDRESSES) {
  test(`the address of a repository: ${address.slice(0, 60)}`, () => {
    assert.equal(cleanRepositoryUrl(address), cleaned);
  });
}

test('sends no part of a password, whatever stands in it', () => {
  const secret = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
  fc.assert(
    fc.property(secret, secret, (before, after) => {
      const address = `https://bot:${before}hunter2${after}@github.com/acme/shop.git`;
      assert.doesNotMatch(cleanRepositoryUrl(address) ?? '', /hunter2|bot/);
    }),
  );
});

test('reads any text as a configuration or an address without throwing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', '[remote "x"]\nurl='), (text, before) => {
      const url = readRemoteUrl(before + text);
      assert.ok(url === undefined || (before + text).includes(url));
      cleanRepositoryUrl(text);
      cleanRepositoryUrl(`https://${text}`);
    }),
  );
});

test('takes the address of origin, else the first, as git writes it', () => {
  const config = `[core]\n\turl = no\n[remote "fork"]\n\turl = https://f.test/x\n[remote "origin"]
\tfetch = +refs/heads/*:refs/remotes/origin/*\n\tURL = "https://o.test/x#y" ; said\n\turl = https://second.test/x\n`;
  assert.equal(readRemoteUrl(config), 'https://o.test/x#y');
  assert.equal(readRemoteUrl(config.replace('"origin"', '"upstream"')), 'https://f.test/x');
  assert.equal(readRemoteUrl('[branch "main"]\n\tremote = origin\n'), undefined);
});

function makeCheckout(dir: string): string {
  const who = { author: 'Ann <ann@shop.test>', date: '2025-01-01T10:00:00Z', message: 'Begin' };
  const [revision = ''] = createGitRepository(dir, [{ ...who, files: { 'src/app.js': '1' }, tag: 'v1' }]);
  git(dir, ['remote', 'add', 'origin', 'https://bot:hunter2@github.com/acme/shop.git']);
  return revision;
}

test('reads a checkout as git does: a branch, packed refs, a detached HEAD, a worktree, a submodule', (context) => {
  const dir = makeTemporaryDirectory(context);
  const shop = join(dir, 'shop');
  const first = makeCheckout(shop);
  const remoteUrl = 'https://bot:hunter2@github.com/acme/shop.git';
  assert.deepEqual(readCheckout(join(shop, 'src')), { revision: first, remoteUrl });
  git(shop, ['checkout', '--quiet', '-b', 'feature/a.b']);
  const who = { author: 'Ann <ann@shop.test>', date: '2025-01-02T10:00:00Z', message: 'Go on' };
  const second = addCommit(shop, { ...who, files: { 'src/app.js': '2' } });
  git(shop, ['branch', 'feature/a']);
  git(shop, ['pack-refs', '--all']);
  assert.deepEqual(readCheckout(shop), { revision: second, remoteUrl });
  const worktree = join(dir, 'elsewhere');
  git(shop, ['worktree', 'add', '--quiet', worktree, 'main']);
  assert.deepEqual(readCheckout(worktree), { revision: first, remoteUrl });
  git(shop, ['checkout', '--quiet', '--detach', 'v1']);
  assert.deepEqual(readCheckout(shop), { revision: first, remoteUrl });
  const whole = join(dir, 'whole');
  createGitRepository(whole, [{ ...who, files: { a: 'a' } }]);
  git(whole, ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', shop, 'part']);
  assert.equal(readCheckout(join(whole, 'part')).revision, first);
});

test('says nothing of what is broken, and does not look elsewhere for it', (context) => {
  const dir = makeTemporaryDirectory(context);
  makeCheckout(dir);
  const head = join(dir, '.git/HEAD');
  for (const text of [
    '',
    'ref: refs/heads/gone\n',
    'ref: ../../etc/passwd',
    'ref: refs/../../HEAD',
    'x'.repeat(9000),
  ]) {
    writeFileSync(head, text);
    assert.equal(readCheckout(dir).revision, undefined, text);
  }
  writeFileSync(head, 'ref: refs/heads/circle\n');
  writeFileSync(join(dir, '.git/refs/heads/circle'), 'ref: refs/heads/circle\n');
  assert.equal(readCheckout(dir).revision, undefined);
  rmSync(join(dir, '.git'), { recursive: true });
  writeFileSync(join(dir, '.git'), 'gitdir: /nowhere\n');
  assert.deepEqual(readCheckout(dir), {});
});

test('what the application says counts before the platform, the checkout and the CI, and package.json names it', (context) => {
  const dir = makeTemporaryDirectory(context);
  const revision = makeCheckout(dir);
  mkdirSync(join(dir, 'src/dist'));
  writeFileSync(join(dir, 'package.json'), '\uFEFF{');
  writeFileSync(join(dir, 'src/package.json'), '{"name": "@acme/shop", "version": "1.2.3"}');
  writeFileSync(join(dir, 'src/dist/package.json'), '{"type": "module"}');
  const found = {
    'service.name': '@acme/shop',
    'service.version': '1.2.3',
    'vcs.ref.head.revision': revision,
    'vcs.repository.url.full': SHOP,
  };
  const place = join(dir, 'src/dist');
  const job = { GITHUB_SHA: HASH, GITHUB_REPOSITORY: 'acme/other' };
  assert.deepEqual(findService({}, job, place), found);
  assert.deepEqual(findService({}, { ...job, RENDER_SERVICE_NAME: 'cart', RENDER_GIT_COMMIT: HASH }, place), {
    ...found,
    'service.name': 'cart',
    'vcs.ref.head.revision': HASH,
  });
  const options = {
    serviceName: 'a',
    serviceVersion: 'b',
    revision: 'c',
    repositoryUrl: 'https://x:y@d.test/e',
  };
  assert.deepEqual(Object.values(findService(options, { GIT_COMMIT: HASH }, place)), [
    'a',
    'b',
    'c',
    'https://d.test/e',
  ]);
  rmSync(join(dir, '.git'), { recursive: true });
  assert.equal(findService({}, job, place)['vcs.ref.head.revision'], HASH);
});

test('stays quick where a file is huge', (context) => {
  const dir = makeTemporaryDirectory(context);
  makeCheckout(dir);
  git(dir, ['pack-refs', '--all']);
  const line = `${HASH} refs/heads/${'a'.repeat(80)}\n`;
  appendFileSync(join(dir, '.git/packed-refs'), line.repeat(100_000));
  appendFileSync(join(dir, '.git/config'), '[remote "x"]\n\turl = '.repeat(200_000));
  writeFileSync(join(dir, '.git/HEAD'), `ref: refs/heads/${'a'.repeat(80)}\n`);
  assert.equal(readCheckout(dir).revision, HASH);
});
