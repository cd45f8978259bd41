import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import type { TestUpstream } from '../helpers/upstream.ts';

/** What a service said, and what it sent: the resource and the messages of its exceptions, in order. */
export interface ServiceRun {
  readonly code: number;
  readonly out: string;
  readonly error: string;
  readonly sent: readonly SentError[];
}

export interface SentError {
  readonly message: string;
  readonly resource: Readonly<Record<string, string>>;
}

/** How a service is run. */
export interface ServiceSettings {
  readonly node?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Writes a program into a folder where the build is installed, and runs it to its end. */
export async function runService(
  folder: string,
  upstream: TestUpstream,
  [name, source]: readonly [name: string, source: string],
  { node = process.execPath, args = [], env = {} }: ServiceSettings = {},
): Promise<ServiceRun> {
  writeFileSync(join(folder, name), source);
  const before = upstream.received.length;
  const child = spawn(node, [...args, name], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      OTEL_EXPORTER_OTLP_ENDPOINT: upstream.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      ...env,
    },
  });
  const [out, error, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  const sent = upstream.received.slice(before).flatMap(({ body }) => listErrors(JSON.parse(body.toString())));
  return { code: Number(code), out: out.trim(), error, sent };
}

type Attributes = readonly { key: string; value: { stringValue?: string } }[];
type Holder = { attributes?: Attributes };
type Scope = { spans?: { events?: Holder[] }[]; logRecords?: Holder[] };
type Batch = { resource: Holder; scopeSpans?: Scope[]; scopeLogs?: Scope[] };

function listErrors(request: { resourceSpans?: Batch[]; resourceLogs?: Batch[] }): SentError[] {
  return [...(request.resourceSpans ?? []), ...(request.resourceLogs ?? [])].flatMap((batch) => {
    const resource = readAttributes(batch.resource);
    const scopes = [...(batch.scopeSpans ?? []), ...(batch.scopeLogs ?? [])];
    return scopes
      .flatMap(({ spans = [], logRecords = [] }) => [
        ...spans.flatMap((span) => span.events ?? []),
        ...logRecords,
      ])
      .map((holder) => ({ message: readAttributes(holder)['exception.message'] ?? '', resource }));
  });
}

function readAttributes({ attributes = [] }: Holder): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? '']));
}
