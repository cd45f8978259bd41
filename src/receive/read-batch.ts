import type { IncomingMessage, ServerResponse } from 'node:http';
import { MEDIA_TYPES, type Encoding } from '../otlp/encoding.ts';
import { SIGNAL_PATHS, type Signal } from '../otlp/signal.ts';
import type { Batch } from './batch.ts';
import { checkToken } from './check-token.ts';
import { admitBody, readBody, type BodyLimits } from './read-body.ts';
import { readHops } from './read-hops.ts';
import { Refusal } from './refusal.ts';

export type ReadBatchNeeds = {
  readonly ingestTokens: readonly string[];
  readonly instanceId: string;
  readonly now: () => number;
};

const SIGNALS: ReadonlyMap<string, Signal> = new Map(
  (['traces', 'logs', 'metrics', 'profiles'] as const).map((signal) => [SIGNAL_PATHS[signal], signal]),
);

/** The signal that has its place at a path; throws a 404 `Refusal` if none has. */
export function readSignal(path: string): Signal {
  const signal = SIGNALS.get(path);
  if (signal === undefined)
    throw new Refusal(404, `There is nothing here: send OTLP to ${[...SIGNALS.keys()].join(', ')}.`);
  return signal;
}

/** Null if the content type is none of OTLP's. */
export function readEncoding(contentType: string | undefined): Encoding | null {
  const mediaType = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === MEDIA_TYPES.protobuf) return 'protobuf';
  return mediaType === MEDIA_TYPES.json ? 'json' : null;
}

/** Reads a request whole. All that its headers can be refused for is refused before a byte of its body is read. */
export async function readBatch(
  request: IncomingMessage,
  response: ServerResponse,
  signal: Signal,
  limits: BodyLimits,
  { ingestTokens, instanceId, now }: ReadBatchNeeds,
): Promise<Batch> {
  const { headers } = request;
  if (request.method !== 'POST') throw new Refusal(405, `Send ${signal} with POST.`);
  // RFC 9112, 3.2: without a host, or with two, the answer is 400.
  if (request.httpVersion === '1.1' && (headers.host ?? ',').includes(','))
    throw new Refusal(400, 'Send one Host header.');
  checkToken(headers.authorization, ingestTokens);
  const encoding = readEncoding(headers['content-type']);
  if (encoding === null) throw new Refusal(415, 'Send application/x-protobuf or application/json.');
  const hops = readHops(headers.via, instanceId);
  const admitted = admitBody(request, limits);
  if (isToldToContinue(request)) response.writeContinue();
  const body = await readBody(request, admitted, limits);
  return { signal, encoding, ...body, receivedAtMs: now(), hops };
}

/** Whether the client waits to hear that its body is wanted (RFC 9110, 10.1.1). */
function isToldToContinue({ headers, httpVersion }: IncomingMessage): boolean {
  return httpVersion === '1.1' && /\b100-continue\b/i.test(headers.expect ?? '');
}
