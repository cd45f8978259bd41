import { MEDIA_TYPES } from '../otlp/encoding.ts';
import type { OutgoingBatch } from './outgoing.ts';
import { readPartialSuccess } from './partial-success.ts';
import type { PartialSuccess } from './partial-success.ts';
import { createPost, toTarget } from './post.ts';
import type { PostAnswer } from './post.ts';
import { toReadableText } from './readable-text.ts';
import { parseRetryAfter } from './retry-after.ts';
import { toSignalUrls } from './signal-urls.ts';
import { createToHeaders } from './upstream-headers.ts';

/** The upstream has spoken its last word. `refused` is for good: OTLP forbids sending the same again. */
export type FinalAttempt =
  | { readonly ending: 'accepted'; readonly partialSuccess: PartialSuccess | null }
  | { readonly ending: 'refused'; readonly status: number; readonly detail: string };

/** How one attempt ended. */
export type Attempt =
  FinalAttempt | { readonly ending: 'retryable'; readonly reason: string; readonly retryAfterMs: number };

/** Makes one attempt of at most `timeoutMs`; never rejects. */
export type Send = (outgoing: OutgoingBatch, timeoutMs: number) => Promise<Attempt>;

/** Sends each signal to its path below the endpoint. Throws a sentence for the user when the endpoint or a header is unusable. */
export function createSend(needs: {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Version of Flawless, for the user agent. */
  readonly version: string;
  /** 16 hexadecimal digits by which a Flawless recognises its own batches when they come round. */
  readonly instanceId: string;
  readonly now: () => number;
  /** Ends every attempt in flight. */
  readonly stop: AbortSignal;
}): Send {
  const { headers: configured, stop, now } = needs;
  const urls = toSignalUrls(needs.endpoint);
  const targets = {
    traces: toTarget(urls.traces),
    logs: toTarget(urls.logs),
    metrics: toTarget(urls.metrics),
    profiles: toTarget(urls.profiles),
  };
  const toHeaders = createToHeaders({ ...needs, url: urls.traces, configured });
  const post = createPost({ secure: urls.traces.protocol === 'https:', stop });
  return async (outgoing, timeoutMs) => {
    const { signal, body } = outgoing;
    try {
      const answer = await post({ target: targets[signal], headers: toHeaders(outgoing), body, timeoutMs });
      return classify(answer, outgoing, now());
    } catch (error) {
      return { ending: 'retryable', reason: describe(error), retryAfterMs: 0 };
    }
  };
}

// OTLP 1.11, "Failures": exactly these may be sent again.
const RETRYABLE = new Set([429, 502, 503, 504]);

const LONGEST_DETAIL = 300;

function classify(answer: PostAnswer, outgoing: OutgoingBatch, nowMs: number): Attempt {
  const { status, headers, body } = answer;
  if (status >= 200 && status < 300)
    return { ending: 'accepted', partialSuccess: readSaid(answer, outgoing) };
  if (!RETRYABLE.has(status)) return { ending: 'refused', status, detail: toDetail(body) };
  const retryAfterMs = parseRetryAfter(headers['retry-after'], nowMs);
  return { ending: 'retryable', reason: `status ${status}`, retryAfterMs };
}

function readSaid({ headers, body, complete }: PostAnswer, outgoing: OutgoingBatch): PartialSuccess | null {
  if (!complete || body.length === 0) return null;
  const contentType = headers['content-type'] ?? MEDIA_TYPES[outgoing.encoding];
  const encoding = contentType.startsWith(MEDIA_TYPES.json) ? 'json' : 'protobuf';
  return readPartialSuccess(body, outgoing.signal, encoding);
}

// The readable part of a Status message is readable in both encodings; the rest is left out.
function toDetail(body: Uint8Array): string {
  return toReadableText(Buffer.from(body.subarray(0, LONGEST_DETAIL)).toString('utf8'), LONGEST_DETAIL);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'network error';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.message || 'network error';
}
