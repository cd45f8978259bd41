import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Input } from './make-input.ts';

/** What went wrong, and all that is needed to see it again. */
export type Failure = Pick<Input, 'name' | 'signal' | 'encoding' | 'index' | 'mutations'> & {
  readonly runSeed: number;
  readonly problem: string;
  readonly bytes: Uint8Array;
  /** The request as it went over the socket; null for inputs that were read without one. */
  readonly http: Uint8Array | null;
};

export function describeFailure(
  { name, signal, encoding, index, mutations, bytes }: Input,
  rest: Pick<Failure, 'runSeed' | 'problem' | 'http'>,
): Failure {
  return { name, signal, encoding, index, mutations, bytes, ...rest };
}

/** Writes a failure down; gives the path of the file. */
export function saveFailure(failure: Failure): string {
  const dir = join(tmpdir(), 'flawless-fuzz');
  mkdirSync(dir, { recursive: true });
  const path = join(dir, `failure-${failure.runSeed}-${failure.index}.json`);
  const { bytes, http, ...rest } = failure;
  writeFileSync(path, JSON.stringify({ ...rest, bytes: encode(bytes), http: http && encode(http) }, null, 2));
  return path;
}

export function loadFailure(path: string): Failure {
  const saved = JSON.parse(readFileSync(path, 'utf8')) as Failure & { bytes: string; http: string | null };
  const http = saved.http === null ? null : Buffer.from(saved.http, 'base64');
  return { ...saved, bytes: Buffer.from(saved.bytes, 'base64'), http };
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
