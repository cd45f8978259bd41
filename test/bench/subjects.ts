import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeConfig } from '../helpers/flawless-process.ts';
import { findFreePort } from '../helpers/free-port.ts';
import { buildCollector } from '../interop/collector/build.ts';
import { writeCollectorConfig } from '../interop/collector/config.ts';
import type { ErrorShop } from './error-shop.ts';
import { startChild, type Child } from './start-child.ts';

/** A hop in the stream, running. */
export type Subject = {
  readonly name: SubjectName;
  readonly child: Child;
  readonly url: string;
  /** Its web pages, if it has some. */
  readonly web: string | null;
};

export type SubjectName = 'Flawless' | 'proxy' | 'Collector';

const NODE = process.execPath;
const BIN = join(import.meta.dirname, '../../bin/flawless.js');

/** An upstream in a process of its own; `ready[1]` is its address. */
export function startSink(): Promise<Child> {
  return startChild([NODE, join(import.meta.dirname, 'sink.ts')], READY);
}

const READY = /ready at (http:\S+)/;

/** Flawless as users start it, with a store of its own in `dir` and all options but these as by default. */
export async function startFlawless(
  dir: string,
  shop: ErrorShop,
  upstream: string,
  change: object = {},
): Promise<Subject> {
  const options = { repo_dir: shop.repository, upstream_endpoint: upstream, ...change };
  const conf = writeConfig(mkdtempSync(join(dir, 'flawless-')), options);
  const child = await startChild(
    [BIN, 'start', '--conf', conf],
    /takes OTLP on (http:[^\s,]+).* (http:\S+)$/,
  );
  return { name: 'Flawless', child, url: child.ready[1] ?? '', web: child.ready[2] ?? null };
}

export async function startProxy(upstream: string): Promise<Subject> {
  const { port } = new URL(upstream);
  const child = await startChild([NODE, join(import.meta.dirname, 'byte-proxy.ts'), port], READY);
  return { name: 'proxy', child, url: child.ready[1] ?? '', web: null };
}

/**
 * The Collector without its sending queue, so that it too answers when the upstream has; it sends compressed what comes
 * compressed. Null, with the reason told to `say`, where it cannot be built.
 */
export async function startCollector(
  dir: string,
  upstream: string,
  compressed: boolean,
  say: (line: string) => void,
): Promise<Subject | null> {
  const binary = await buildCollector().catch((error: unknown) =>
    say(`The Collector is not available: ${String(error).split('\n', 1)[0]}`),
  );
  if (binary === undefined) return null;
  const receivePort = await findFreePort();
  const compression = compressed ? 'gzip' : 'none';
  const conf = join(mkdtempSync(join(dir, 'collector-')), 'collector.yaml');
  writeFileSync(
    conf,
    writeCollectorConfig({ receivePort, sendTo: upstream, compression, sendingQueue: false }),
  );
  const child = await startChild([binary, '--config', conf], /Everything is ready/);
  return { name: 'Collector', child, url: `http://127.0.0.1:${receivePort}`, web: null };
}
