import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Builds the package as it is published, and puts it where an application has it, beside those OpenTelemetry packages. */
export async function installBuild(folder: string, openTelemetry: string): Promise<void> {
  const installed = join(folder, 'node_modules/@flawless/sdk');
  mkdirSync(installed, { recursive: true });
  for (const [config, kind] of [
    ['tsconfig.build.json', 'esm'],
    ['tsconfig.build-cjs.json', 'cjs'],
  ] as const) {
    const args = ['-p', join(ROOT, 'sdk', config), '--outDir', join(installed, 'dist', kind)];
    await run(process.execPath, [join(ROOT, 'node_modules/.bin/tsc'), ...args]);
  }
  cpSync(join(ROOT, 'sdk/src/own-require.js'), join(installed, 'dist/esm/own-require.js'));
  cpSync(join(ROOT, 'sdk/cjs'), join(installed, 'dist/cjs'), { recursive: true });
  for (const name of ['package.json', 'README.md', 'LICENSE'])
    cpSync(join(ROOT, 'sdk', name), join(installed, name));
  symlinkSync(openTelemetry, join(folder, 'node_modules/@opentelemetry'));
}

/** What a service that uses the build recorded; `manner` says whether somebody keeps logs. */
export async function recordWithBuild(
  folder: string,
  kind: 'esm' | 'cjs',
  manner: 'logs' | 'no logs',
): Promise<unknown> {
  const service = join(import.meta.dirname, 'fixtures/recording-service.mjs');
  const { stdout } = await run(process.execPath, [service, folder, kind, manner]);
  return JSON.parse(stdout);
}

const WITHIN = ['with span', 'OrderError: within a span', 2];

/** What that service has to record. */
export const RECORDED = {
  logs: {
    spans: [WITHIN],
    logs: [
      ['exception', 'OrderError: without a span', 17, false],
      ['exception', 'string: a text', 17, false],
    ],
    causes: 2,
  },
  'no logs': {
    spans: [WITHIN, ['fail', 'OrderError: without a span', 2], ['error', 'string: a text', 2]],
    logs: [],
    causes: 2,
  },
} as const;
