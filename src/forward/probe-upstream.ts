import type { OutgoingBatch } from './outgoing.ts';
import { createSend, type Attempt } from './send.ts';

export type ProbeNeeds = Omit<Parameters<typeof createSend>[0], 'stop' | 'instanceId'> & {
  readonly timeoutMs: number;
};

// A valid request that holds no span: ExportTraceServiceRequest without fields.
const NOTHING: OutgoingBatch = {
  signal: 'traces',
  encoding: 'protobuf',
  contentEncoding: 'identity',
  body: new Uint8Array(),
  itemCount: 0,
  hops: [],
};

/** Sends no spans to the upstream: null when it takes them, else why it does not. Throws `StartFailure` when its settings are unusable. */
export async function probeUpstream(needs: ProbeNeeds): Promise<string | null> {
  const stop = new AbortController();
  const send = createSend({ ...needs, instanceId: NO_INSTANCE, stop: stop.signal });
  try {
    return explain(await send(NOTHING, needs.timeoutMs));
  } finally {
    stop.abort();
  }
}

const NO_INSTANCE = '0'.repeat(16);

function explain(attempt: Attempt): string | null {
  if (attempt.ending === 'accepted') return null;
  if (attempt.ending === 'retryable') return attempt.reason;
  const { status, detail } = attempt;
  return `it answers ${status}${detail === '' ? '' : `: ${detail}`}${ADVICE[status] ?? ''}`;
}

const ADVICE: Readonly<Record<number, string>> = {
  401: ' (check upstream_headers)',
  403: ' (check upstream_headers)',
  404: ' (upstream_endpoint is a base address: /v1/traces is put behind it)',
  405: ' (is it an OTLP/HTTP port?)',
};
