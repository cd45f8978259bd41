import { scanLogs } from '../otlp/scan-logs.ts';
import { scanTraces } from '../otlp/scan-traces.ts';
import { splitRequest } from '../otlp/split-request.ts';
import { createWantedKeys } from '../otlp/wanted-keys.ts';
import { compress, decompress } from './compress.ts';
import type { OutgoingBatch } from './outgoing.ts';
import type { Attempt } from './send.ts';

/** Whether the upstream would perhaps take less. */
export function isTooLarge(attempt: Attempt): boolean {
  return attempt.ending === 'refused' && attempt.status === 413;
}

/** The two halves of a batch that is too large for the upstream, in order; null when it cannot be divided. */
export async function splitOutgoing(
  outgoing: OutgoingBatch,
): Promise<readonly [OutgoingBatch, OutgoingBatch] | null> {
  const halves = await splitBody(outgoing).catch(() => null);
  if (halves === null) return null;
  const [first, second] = halves;
  const itemCount = Math.min(countItems(first, outgoing), outgoing.itemCount);
  return [
    await withBody(outgoing, first, itemCount),
    await withBody(outgoing, second, outgoing.itemCount - itemCount),
  ];
}

// Far more than a receiver takes; a bound against compressed bytes that unpack without end.
const MOST_BYTES = 512 * 1024 * 1024;

async function splitBody({ body, contentEncoding, encoding, signal }: OutgoingBatch) {
  return splitRequest(await decompress(body, contentEncoding, MOST_BYTES), encoding, signal);
}

async function withBody(
  outgoing: OutgoingBatch,
  bytes: Uint8Array,
  itemCount: number,
): Promise<OutgoingBatch> {
  return { ...outgoing, body: await compress(bytes, outgoing.contentEncoding), itemCount };
}

const NOTHING = createWantedKeys([]);

function countItems(bytes: Uint8Array, { signal, encoding }: OutgoingBatch): number {
  if (signal === 'traces') return scanTraces(bytes, encoding, NOTHING).itemCount;
  return signal === 'logs' ? scanLogs(bytes, encoding, NOTHING).itemCount : 0;
}
