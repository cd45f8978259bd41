import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arch, execPath, platform } from 'node:process';
import { after, before, test } from 'node:test';
import { startTestUpstream } from '../helpers/upstream.ts';
import { installBuild } from '../sdk/install-build.ts';
import { runService } from '../sdk/run-service.ts';
import { describeExpected, describeRun, SERVICES } from '../sdk/started-services.ts';
import { installFromNpm } from './goldens/install.ts';
import { installPackages } from './runtimes/node.ts';
import { runTool } from './run-tool.ts';

/** OpenTelemetry's packages of the third generation want Node 22.15. */
const RUNTIMES: readonly [node: string, packages: readonly ('node-2x' | 'node-3x')[]][] = [
  ['20.20.2', ['node-2x']],
  ['22.23.3', ['node-2x', 'node-3x']],
  ['24.21.0', ['node-2x', 'node-3x']],
  ['26.10.0', ['node-2x', 'node-3x']],
];

const folder = mkdtempSync(join(tmpdir(), 'flawless-test-'));
const tarball = join(folder, 'flawless-sdk-0.1.0.tgz');
const upstream = await startTestUpstream({ after });
before(packBuild);
after(() => rmSync(folder, { recursive: true, force: true }));

/** The package as `npm pack` makes it, of what is built from the source. */
async function packBuild(): Promise<void> {
  await installBuild(join(folder, 'built'), join(folder, 'nothing'));
  const cwd = join(folder, 'built/node_modules/@flawless/sdk');
  await runTool('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd });
}

async function installTarball(app: string, packages: 'node-2x' | 'node-3x'): Promise<void> {
  const installed = join(app, 'node_modules/@flawless/sdk');
  mkdirSync(installed, { recursive: true });
  await runTool('tar', ['xzf', tarball, '--strip-components=1', '-C', installed], { cwd: app });
  symlinkSync(
    join(await installPackages(packages), '@opentelemetry'),
    join(app, 'node_modules/@opentelemetry'),
  );
  writeFileSync(join(app, 'package.json'), '{"name": "shop", "version": "1.2.3"}');
}

test('the tarball holds the two builds, the licence and the README, and nothing else', async () => {
  const listed = await runTool('tar', ['tzf', tarball], { cwd: folder });
  const files = listed.trim().split('\n').toSorted();
  assert.deepEqual(
    files.filter((file) => !isBuilt(file)),
    ['package/LICENSE', 'package/README.md', 'package/dist/cjs/package.json', 'package/package.json'],
  );
  const [esm, cjs] = ['esm', 'cjs'].map((kind) =>
    files.filter(isBuilt).flatMap((file) => file.split(`dist/${kind}/`)[1] ?? []),
  );
  assert.deepEqual(esm, cjs);
  for (const file of ['index.js', 'index.d.ts', 'register.js', 'own-require.js'])
    assert.ok(esm?.includes(file), file);
});

test('publint and arethetypeswrong find nothing, and TypeScript 5 and 7 read the types without the optional package', async () => {
  const bin = join(await installPackages('package-checks'), '.bin');
  await runTool(execPath, [join(bin, 'publint'), 'run', tarball, '--strict'], { cwd: folder });
  // The resolution of before Node 12 knows no `exports`.
  await runTool(execPath, [join(bin, 'attw'), tarball, '--profile', 'node16'], { cwd: folder });
  const app = join(folder, 'types');
  await installTarball(app, 'node-3x');
  rmSync(join(app, 'node_modules/@opentelemetry'));
  mkdirSync(join(app, 'node_modules/@opentelemetry'));
  const modules = join(import.meta.dirname, '../../node_modules');
  symlinkSync(join(modules, '@opentelemetry/api'), join(app, 'node_modules/@opentelemetry/api'));
  symlinkSync(join(modules, '@types'), join(app, 'node_modules/@types'));
  const consumer = readFileSync(join(import.meta.dirname, '../sdk/fixtures/consumer.ts.txt'), 'utf8');
  const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--noEmit', '--types', 'node'];
  for (const file of ['consumer.mts', 'consumer.cts']) {
    writeFileSync(join(app, file), consumer);
    await runTool(execPath, [join(bin, 'tsc'), file, ...options], { cwd: app });
    await runTool(execPath, [join(modules, '.bin/tsc'), file, ...options, '--ignoreConfig'], { cwd: app });
  }
});

for (const [version, generations] of RUNTIMES) {
  for (const packages of generations) {
    test(`starts, sends and gives way on Node ${version} with the packages of ${packages}`, async () => {
      const node = await installFromNpm(`node-${platform}-${arch}`, version, 'bin/node');
      const app = join(folder, `${version}-${packages}`);
      await installTarball(app, packages);
      assert.equal((await runTool(node, ['--version'], { cwd: app })).trim(), `v${version}`);
      for (const service of SERVICES) {
        const env = {
          ...service.env,
          ...(service.env?.['PLACE'] === undefined ? {} : { PLACE: upstream.url }),
        };
        const run = await runService(app, upstream, service.program, { ...service, node, env });
        assert.deepEqual(describeRun(run), describeExpected(service), `${service.title}: ${run.error}`);
        assert.doesNotMatch(run.error, /FlawlessWarning/);
      }
    });
  }
}

function isBuilt(file: string): boolean {
  return /^package\/dist\/(?:esm|cjs)\/[a-z-]+(?:\.d\.ts|\.js)$/.test(file);
}
