import type { OutgoingBatch } from './outgoing.ts';
import { readPartialSuccess } from './partial-success.ts';
import type { PartialSuccess } from './partial-success.ts';
import { post } from './post.ts';
import type { PostAnswer } from './post.ts';
import { parseRetryAfter } from './retry-after.ts';
import { toTracesUrl } from './traces-url.ts';
import { StartFailure } from '../start-failure.ts';

/** How one attempt ended. `refused` is for good: OTLP forbids sending it again. */
export type Attempt =
  | { readonly ending: 'accepted'; readonly partialSuccess: PartialSuccess | null }
  | { readonly ending: 'refused'; readonly status: number; readonly detail: string }
  | { readonly ending: 'retryable'; readonly reason: string; readonly retryAfterMs: number };

/** Makes one attempt; never rejects. */
export type Send = (outgoing: OutgoingBatch) => Promise<Attempt>;

/** Sends batches to `<endpoint>/v1/traces`. Throws a sentence for the user when the endpoint or a header is unusable. */
export function createSend(needs: {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Version of Flawless, for the user agent. */
  readonly version: string;
  readonly now: () => number;
  /** Ends every attempt in flight. */
  readonly stop: AbortSignal;
}): Send {
  const { timeoutMs, stop, now } = needs;
  const url = toTracesUrl(needs.endpoint);
  const configured = toHeaders(needs.headers, needs.version);
  return async (outgoing) => {
    try {
      const headers = withContent(configured, outgoing);
      return classify(await post({ url, headers, body: outgoing.body, timeoutMs, stop }), outgoing, now());
    } catch (error) {
      return { ending: 'retryable', reason: describe(error), retryAfterMs: 0 };
    }
  };
}

function toHeaders(configured: Readonly<Record<string, string>>, version: string): Headers {
  const headers = new Headers({ 'user-agent': `flawless/${version}` });
  for (const [name, value] of Object.entries(configured)) {
    try {
      headers.set(name, value);
    } catch {
      // The value may be a secret, so only the name is shown.
      throw new StartFailure(
        `upstream_headers: ${name} is not a valid HTTP header: mend its name or its value.`,
      );
    }
  }
  return headers;
}

function withContent(configured: Headers, outgoing: OutgoingBatch): Headers {
  const headers = new Headers(configured);
  headers.set('content-type', outgoing.contentType);
  headers.delete('content-encoding');
  if (outgoing.contentEncoding === 'gzip') headers.set('content-encoding', 'gzip');
  return headers;
}

// OTLP 1.11, "Failures": exactly these may be sent again. `fetch` shows a 407 as a network error, so that is as well.
const RETRYABLE = new Set([429, 502, 503, 504]);

function classify(answer: PostAnswer, outgoing: OutgoingBatch, nowMs: number): Attempt {
  const { status, headers, body } = answer;
  if (status >= 200 && status < 300) {
    const contentType = headers.get('content-type') ?? outgoing.contentType;
    return {
      ending: 'accepted',
      partialSuccess: answer.complete ? readPartialSuccess(body, contentType) : null,
    };
  }
  if (!RETRYABLE.has(status)) return { ending: 'refused', status, detail: toDetail(body) };
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), nowMs);
  return { ending: 'retryable', reason: `status ${status}`, retryAfterMs };
}

// The readable part of a Status message is readable in both encodings; the rest is left out of the log.
function toDetail(body: Uint8Array): string {
  const text = Buffer.from(body.subarray(0, 300)).toString('utf8');
  return text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ').trim();
}

// `fetch` says only "fetch failed"; what failed is in the cause.
function describe(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return 'network error';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return cause.message || 'network error';
}
