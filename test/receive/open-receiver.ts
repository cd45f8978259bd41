import type { TestContext } from 'node:test';
import { createExtractor } from '../../src/extract/extract-exceptions.ts';
import { listen, type ListenOptions } from '../../src/listen.ts';
import { createOutcomes, type Outcomes } from '../../src/outcome.ts';
import type { Batch } from '../../src/receive/batch.ts';
import { createReceiver, type ReceiverNeeds } from '../../src/receive/receiver.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';

export const PROTOBUF = 'application/x-protobuf';
export const JSON_TYPE = 'application/json';
export const INSTANCE = '0123456789abcdef';

export type OpenReceiver = {
  readonly port: number;
  readonly url: string;
  /** What reached the walk. */
  readonly batches: readonly Batch[];
  readonly outcomes: Outcomes;
  readonly bytesInFlight: () => number;
  readonly close: (graceMs: number) => Promise<void>;
};

/** A receiver on a free port, with the real extraction behind it, that closes with the test. */
export async function openReceiver(
  context: Pick<TestContext, 'after'>,
  needs: Partial<ReceiverNeeds> = {},
  options: ListenOptions = {},
): Promise<OpenReceiver> {
  const batches: Batch[] = [];
  const outcomes = createOutcomes();
  const extract = createExtractor({ ownInstanceId: INSTANCE });
  const receiver = createReceiver({
    accept: async (batch) => {
      batches.push(batch);
      const { rejectedItems, overlooked } = extract(batch);
      return { rejectedItems, overlookedItems: overlooked };
    },
    maxRequestBytes: 1024 * 1024,
    ingestTokens: [],
    cors: { allowedOrigins: [], allowedHeaders: [] },
    instanceId: INSTANCE,
    outcomes,
    log: SILENT_LOG,
    now: () => 7,
    random: () => 0.5,
    ...needs,
  });
  const place = { host: '127.0.0.1', port: 0, option: 'port' };
  const { answerBroken } = receiver;
  const door = await listen(receiver.callback(), place, { answerBroken, ...options });
  const { port } = door;
  context.after(() => door.close(0));
  const url = `http://127.0.0.1:${port}/v1/traces`;
  return {
    port,
    url,
    batches,
    outcomes,
    bytesInFlight: () => receiver.bytesInFlight(),
    close: (graceMs) => door.close(graceMs),
  };
}
