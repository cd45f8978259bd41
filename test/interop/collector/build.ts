import { join } from 'node:path';
import { cachedDirectory } from '../cached-directory.ts';
import { runTool } from '../run-tool.ts';

const SOURCES = ['go.mod', 'go.sum', 'main.go'].map((name) => join(import.meta.dirname, name));

/** Path of a Collector built from its released Go modules. The first build takes some minutes, later ones nothing. */
export async function buildCollector(): Promise<string> {
  const dir = await cachedDirectory('collector', SOURCES, (out) =>
    runTool('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', join(out, 'collector'), '.'], {
      cwd: import.meta.dirname,
      env: { GOTOOLCHAIN: 'local' },
      ifMissing: 'Install Go 1.26 or newer: the OpenTelemetry Collector is built with it.',
    }),
  );
  return join(dir, 'collector');
}
