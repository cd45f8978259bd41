import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Koa from 'koa';
import type { Handler, ListenOptions } from '../listen.ts';
import { encodeExportResponse, encodeStatus } from '../otlp/answer.ts';
import type { Encoding } from '../otlp/encoding.ts';
import { MalformedOtlp } from '../otlp/malformed-otlp.ts';
import type { Signal } from '../otlp/signal.ts';
import { createOnceAMinute } from '../once-a-minute.ts';
import type { Outcomes } from '../outcome.ts';
import type { Log } from '../telemetry/log.ts';
import { Unavailable } from '../unavailable.ts';
import type { Batch } from './batch.ts';
import { createBrokenRequests } from './broken-requests.ts';
import { createByteBudget } from './byte-budget.ts';
import { createCors, type CorsNeeds } from './cors.ts';
import { readBatch, readEncoding, readSignal, type ReadBatchNeeds } from './read-batch.ts';
import { BrokenOff } from './read-body.ts';
import { Refusal } from './refusal.ts';
import { respond, type Answer } from './respond.ts';

/** What a batch's walk tells its sender of its spans or log records. */
export type Accepted = {
  /** Not valid, and not forwarded. */
  readonly rejectedItems: number;
  /** Forwarded, but not looked at. */
  readonly overlookedItems: number;
};

export type ReceiverNeeds = ReadBatchNeeds & {
  readonly accept: (batch: Batch) => Promise<Accepted>;
  readonly maxRequestBytes: number;
  readonly cors: CorsNeeds;
  readonly outcomes: Outcomes;
  readonly log: Log;
  readonly random: () => number;
  /** How long the unread rest of a refused request is thrown away before its connection is closed. */
  readonly lingerMs?: number;
};

/** What `listen` takes: a handler, and an answer for what does not become a request. */
export type Receiver = Required<Pick<ListenOptions, 'answerBroken'>> & {
  callback(): Handler;
  /** What is charged for bodies. */
  bytesInFlight(): number;
};

// Bodies of this many of the largest requests may be in memory; ordinary ones are a thousand times smaller.
const REQUESTS_IN_FLIGHT = 4;

const LINGER_MS = 5_000;

/** The OTLP/HTTP port: `POST` of every signal in protobuf or JSON. Every refusal is a `google.rpc.Status`. */
export function createReceiver(needs: ReceiverNeeds): Receiver {
  const { log, outcomes, now, lingerMs = LINGER_MS, maxRequestBytes } = needs;
  const budget = createByteBudget({ maxBytes: maxRequestBytes * REQUESTS_IN_FLIGHT, now });
  const cors = createCors(needs.cors);
  const tell = createTeller(log, now);
  const broken = createBrokenRequests({ lingerMs, onRefused: (refusal) => settle(outcomes, refusal) });

  async function accept({ req, res, path, ip }: Koa.Context, encoding: Encoding): Promise<Answer> {
    const signal = readSignal(path);
    const share = budget.open(ip);
    try {
      const batch = await readBatch(req, res, signal, { maxBytes: maxRequestBytes, share }, needs);
      return toAnswer(signal, encoding, await needs.accept(batch));
    } finally {
      share.release();
    }
  }

  async function answer(context: Koa.Context): Promise<Answer | null> {
    const { headers } = context.req;
    if (cors.isPreflight(context.req)) return { status: 204, headers: cors.preflightHeaders(headers.origin) };
    const encoding = readEncoding(headers['content-type']) ?? 'json';
    try {
      const accepted = await accept(context, encoding);
      outcomes.settle('requests', 1);
      return accepted;
    } catch (error) {
      const refusal = toRefusal(error, tell);
      settle(outcomes, refusal);
      return refusal instanceof BrokenOff ? null : refuse(encoding, refusal, needs.random);
    }
  }

  const app = new Koa();
  app.on('error', (error: Error) => log.warn({ reason: error.message }, 'a connection broke'));
  app.use(async (context) => {
    const { req, res } = context;
    context.respond = false;
    broken.follow(req, res);
    const given = await answer(context);
    if (given === null) return;
    await skimRest(req);
    const headers = { ...cors.answerHeaders(req.headers.origin), ...given.headers };
    respond(req, res, { ...given, headers }, lingerMs);
  });
  return {
    callback: () => app.callback(),
    answerBroken: (error, socket) => broken.answer(error, socket),
    bytesInFlight: () => budget.used(),
  };
}

/** Of a refused request, what has arrived with its headers: often all there is, and then its connection lives on. */
async function skimRest(request: IncomingMessage): Promise<void> {
  if (request.complete) return;
  request.resume();
  await nextTurn();
}

const ITEMS: Readonly<Record<Signal, string>> = {
  traces: 'spans',
  logs: 'log records',
  metrics: 'data points',
  profiles: 'profiles',
};

function toAnswer(signal: Signal, encoding: Encoding, accepted: Accepted): Answer {
  const { rejectedItems: rejected, overlookedItems } = accepted;
  const items = ITEMS[signal];
  const sentences = [
    ...(rejected > 0 ? [`Some ${items} were not valid OTLP and were left out.`] : []),
    ...(overlookedItems > 0
      ? [`Some ${items} were not looked at: the request holds too many exceptions.`]
      : []),
  ];
  const outcome = { rejected, message: sentences.join(' ') };
  return { status: 200, encoding, body: encodeExportResponse(signal, encoding, outcome) };
}

/** A fault that is neither the client's nor foreseen may pass, so it is retryable: a 500 would lose the data. */
function toRefusal(error: unknown, tell: (error: unknown) => void): Refusal | BrokenOff {
  if (error instanceof Refusal || error instanceof BrokenOff) return error;
  if (error instanceof MalformedOtlp) return new Refusal(400, error.message, error.field);
  if (isBadAddress(error)) return new Refusal(400, 'The address cannot be read.');
  tell(error);
  return new Refusal(503, 'Flawless cannot take this now: try again.');
}

/** Logs why batches are refused. */
function createTeller(log: Log, now: () => number): (error: unknown) => void {
  const isWorthALine = createOnceAMinute(now);
  return (error) => {
    if (!isWorthALine(String(error))) return;
    if (error instanceof Unavailable) log.warn({ reason: error.message }, 'batches are refused for now');
    else log.error({ stack: error instanceof Error ? error.stack : String(error) }, 'a batch failed');
  };
}

function isBadAddress(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_URL';
}

function settle(outcomes: Outcomes, refusal: Refusal | BrokenOff): void {
  outcomes.settle(
    'requests_refused',
    1,
    refusal instanceof BrokenOff ? 'broken off' : String(refusal.status),
  );
}

function refuse(encoding: Encoding, refusal: Refusal, random: () => number): Answer {
  const { status } = refusal;
  const headers = {
    ...((status === 429 || status === 503) && { 'Retry-After': chooseRetryAfter(random) }),
    ...(status === 405 && { Allow: 'POST' }),
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
  };
  return { status, encoding, body: encodeStatus(encoding, refusal), headers };
}

/** JavaScript clients give up when asked to wait longer than what is left of their ten seconds. */
function chooseRetryAfter(random: () => number): string {
  return String(1 + Math.floor(random() * 3));
}
