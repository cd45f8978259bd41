import Koa from 'koa';
import { encodeExportResponse, encodeStatus } from '../otlp/answer.ts';
import { MalformedOtlp } from '../otlp/malformed-otlp.ts';
import type { Outcomes } from '../outcome.ts';
import type { Log } from '../telemetry/log.ts';
import { Unavailable } from '../unavailable.ts';
import type { Batch } from './batch.ts';
import { createByteBudget, type ByteShare } from './byte-budget.ts';
import { checkToken } from './check-token.ts';
import { readBody } from './read-body.ts';
import { Refusal } from './refusal.ts';

/** What a batch's walk tells its sender. */
export type Accepted = { readonly rejectedSpans: number };

export type ReceiverNeeds = {
  readonly accept: (batch: Batch) => Promise<Accepted>;
  readonly maxRequestBytes: number;
  readonly ingestTokens: readonly string[];
  readonly outcomes: Outcomes;
  readonly log: Log;
  readonly now: () => number;
};

const MEDIA_TYPES = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;
type Encoding = keyof typeof MEDIA_TYPES;

// Bodies of this many of the largest requests may be in memory; ordinary ones are a thousand times smaller.
const REQUESTS_IN_FLIGHT = 4;

// JavaScript clients give up when asked to wait longer than what is left of their ten seconds.
const RETRY_AFTER_S = 2;

/** The OTLP/HTTP port: `POST /v1/traces` in protobuf or JSON, plain or gzip. Every refusal is a `google.rpc.Status`. */
export function createReceiver(needs: ReceiverNeeds): Koa {
  const app = new Koa();
  app.on('error', (error: Error) => needs.log.warn({ reason: error.message }, 'a connection broke'));
  const budget = createByteBudget(needs.maxRequestBytes * REQUESTS_IN_FLIGHT);
  app.use(async (context) => {
    const encoding = readEncoding(context);
    const share = budget.open();
    try {
      const { rejectedSpans } = await needs.accept(await readBatch(context, encoding, share, needs));
      needs.outcomes.settle('requests', 1);
      const message = rejectedSpans === 0 ? '' : 'Some spans were not valid OTLP and were not looked at.';
      respond(context, encoding ?? 'json', 200, encodeResponse(encoding, rejectedSpans, message));
    } catch (error) {
      refuse(context, encoding ?? 'json', toRefusal(error, needs.log), needs.outcomes);
    } finally {
      share.release();
    }
  });
  return app;
}

async function readBatch(
  context: Koa.Context,
  encoding: Encoding | null,
  share: ByteShare,
  needs: ReceiverNeeds,
): Promise<Batch> {
  if (context.path !== '/v1/traces')
    throw new Refusal(404, 'There is nothing here: send traces to /v1/traces.');
  if (context.method !== 'POST') throw new Refusal(405, 'Send traces with POST.');
  checkToken(context.get('authorization'), needs.ingestTokens);
  if (encoding === null) throw new Refusal(415, 'Send application/x-protobuf or application/json.');
  const body = await readBody(context.req, needs.maxRequestBytes, share);
  return { signal: 'traces', encoding, ...body, receivedAtMs: needs.now() };
}

function readEncoding(context: Koa.Context): Encoding | null {
  const mediaType = context.get('content-type').split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === MEDIA_TYPES.protobuf) return 'protobuf';
  return mediaType === MEDIA_TYPES.json ? 'json' : null;
}

function encodeResponse(encoding: Encoding | null, rejected: number, message: string): Uint8Array {
  return encodeExportResponse(encoding ?? 'json', { rejected, message });
}

/** A fault that is neither the client's nor foreseen may pass, so it is retryable: a 500 would lose the data. */
function toRefusal(error: unknown, log: Log): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof MalformedOtlp) return new Refusal(400, error.message);
  if (isClientFault(error)) return new Refusal(400, 'The request broke off or its address cannot be read.');
  if (error instanceof Unavailable) log.warn({ reason: error.message }, 'a batch was refused for now');
  else log.error({ stack: error instanceof Error ? error.stack : String(error) }, 'a batch failed');
  return new Refusal(503, 'Flawless cannot take this now: try again.');
}

function isClientFault(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ERR_INVALID_URL';
}

function refuse(context: Koa.Context, encoding: Encoding, refusal: Refusal, outcomes: Outcomes): void {
  outcomes.settle('requests_refused', 1, String(refusal.status));
  if (refusal.status === 503) context.set('Retry-After', String(RETRY_AFTER_S));
  if (refusal.status === 405) context.set('Allow', 'POST');
  if (refusal.status === 401) context.set('WWW-Authenticate', 'Bearer');
  // What is left of the body is not read, so the connection cannot be used again.
  if (!context.req.complete) context.set('Connection', 'close');
  respond(context, encoding, refusal.status, encodeStatus(encoding, refusal));
}

function respond(context: Koa.Context, encoding: Encoding, status: number, body: Uint8Array): void {
  context.status = status;
  context.body = Buffer.from(body);
  context.set('Content-Type', MEDIA_TYPES[encoding]);
}
