import assert from 'node:assert/strict';
import { decodeRequests } from './decode.ts';
import type { Json, Message } from './decode.ts';
import { findCarriers, withoutVerdicts } from './find-carriers.ts';
import type { Carrier } from './find-carriers.ts';
import type { Recorded } from './recorder.ts';

/** Fails unless what arrived is what was sent, apart from attributes of ours, in whatever order; gives what arrived. */
export async function assertSameData(
  sent: readonly Recorded[],
  arrived: readonly Recorded[],
): Promise<readonly Message[]> {
  const decoded = await decodeRequests(arrived);
  const original = await decodeRequests(sent);
  assert.deepEqual(
    describeAll(arrived, decoded.map(withoutVerdicts)),
    describeAll(sent, original),
    'what arrived is what was sent',
  );
  return decoded;
}

/** Fails unless every request that bears no verdict arrived as the very bytes that were sent, compression included. */
export function assertUntouched(
  sent: readonly Recorded[],
  arrived: readonly Recorded[],
  decoded: readonly Message[],
): void {
  const originals = new Set(sent.map(describeBytes));
  for (const [i, request] of arrived.entries()) {
    if (findVerdicts(decoded[i] ?? null).length > 0) continue;
    assert.ok(originals.has(describeBytes(request)), `${request.path} arrived as other bytes`);
  }
}

/** The places with an exception that carry a verdict of Flawless. */
export function findVerdicts(decoded: Json): readonly Carrier[] {
  return findCarriers(decoded).filter(({ attributes }) => attributes['flawless.error.id'] !== undefined);
}

function describeAll(requests: readonly Recorded[], decoded: readonly Json[]): readonly string[] {
  return requests.map(({ path }, i) => `${path} ${JSON.stringify(decoded[i], null, 1)}`).toSorted();
}

function describeBytes({ path, contentType, contentEncoding, body }: Recorded): string {
  return [path, contentType, contentEncoding, body.toString('base64')].join(' ');
}
