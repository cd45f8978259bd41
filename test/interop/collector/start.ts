import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { makeTemporaryDirectory } from '../../helpers/temporary-directory.ts';
import { findFreePort } from '../../helpers/free-port.ts';
import { buildCollector } from './build.ts';
import { writeCollectorConfig } from './config.ts';
import type { CollectorExport } from './config.ts';

/** Runs a Collector that sends on to `sendTo` until the test ends; gives its base URL once it takes OTLP. */
export async function startCollector(
  t: Pick<TestContext, 'after'>,
  { sendTo, ...how }: CollectorExport & { readonly sendTo: string },
): Promise<string> {
  const binary = await buildCollector();
  const receivePort = await findFreePort();
  const config = join(makeTemporaryDirectory(t), 'collector.yaml');
  writeFileSync(config, writeCollectorConfig({ ...how, receivePort, sendTo }));
  const child = spawn(binary, ['--config', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  await new Promise<void>((resolve, reject) => {
    const said: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (line.includes('Everything is ready')) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the Collector ended with ${code}: ${said.join('\n')}`)));
  });
  return `http://127.0.0.1:${receivePort}`;
}
