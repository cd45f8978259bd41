import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { eventually } from '../helpers/eventually.ts';
import { git } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { installBuild } from '../sdk/install-build.ts';
import { makeStreet, readReport, startIn } from './street.ts';

const MODULES = join(import.meta.dirname, '../../node_modules/@opentelemetry');

test('an application started with --import is blamed by its checkout alone, and its end is mailed', async (context) => {
  const { dir, shop, smtp, configure } = await makeStreet(context);
  git(shop.repository, ['remote', 'add', 'origin', 'https://bot:hunter2@git.shop.test/acme/shop.git']);
  // The other one, which serves what is told to be nothing, would blame nobody.
  const other = join(dir, 'other');
  git(dir, ['init', '--quiet', other]);
  git(other, ['commit', '--quiet', '--allow-empty', '-m', 'Begin'], {
    GIT_AUTHOR_NAME: 'Eve',
    GIT_AUTHOR_EMAIL: 'eve@shop.test',
  });
  const served = {
    name: 'shop',
    repo_dir: shop.repository,
    vcs_repository_url_full: 'https://git.shop.test/acme/shop',
    services: [],
  };
  const flawless = await startIn(context, configure({ repo_dir: other, repositories: [served] }));

  // It is installed somewhere else, and linked, as a package manager may do.
  const installed = makeTemporaryDirectory(context);
  await installBuild(installed, MODULES);
  symlinkSync(join(installed, 'node_modules'), join(shop.running, 'node_modules'));
  mkdirSync(join(shop.running, 'src'), { recursive: true });
  writeFileSync(
    join(shop.running, 'src/main.mjs'),
    "import { total } from './cart.mjs';\nsetImmediate(() => total({ items: [{}] }));\n",
  );
  const env = {
    PATH: process.env['PATH'],
    OTEL_EXPORTER_OTLP_ENDPOINT: flawless.otlp,
    FLAWLESS_PROCESS_HANDLERS: 'true',
  };
  const args = ['--import', '@flawless/sdk/register', 'src/main.mjs'];
  const ended: unknown = await promisify(execFile)(process.execPath, args, { cwd: shop.running, env }).catch(
    (error: unknown) => error,
  );
  assert.match(String(Object(ended).stderr), /TypeError: Cannot read properties of undefined[^]*Node\.js v/);

  const mail = await eventually('the mail', () => smtp.received[0]);
  assert.deepEqual(mail.to, ['bob@shop.test']);
  assert.match(mail.email.text ?? '', /item\.price\.amount \* item/);
  assert.doesNotMatch(`${mail.email.text}${mail.email.html}`, /hunter2/);
  const errors = await readReport(flawless);
  assert.deepEqual(
    errors.map(({ filename, developer, count, confidence }) => [
      filename,
      developer,
      count,
      confidence.level,
    ]),
    [['src/cart.mjs', 'bob@shop.test', 1, 'exact']],
  );
});
