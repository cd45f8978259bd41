import type { Encoding } from '../../src/otlp/encoding.ts';
import type { Signal } from '../../src/otlp/signal.ts';
import { handMadeLogs, handMadeMetrics, handMadeProfiles, handMadeTraces } from './hand-made.ts';
import { sdkLogs, sdkTraces } from './sdk-made.ts';

/** A valid request to begin with. */
export type Seed = {
  readonly name: string;
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly bytes: Uint8Array;
};

type Both = Readonly<Record<Encoding, Uint8Array>>;

/** Every kind of valid request, always the same. */
export function makeSeeds(): readonly [Seed, ...Seed[]] {
  const [first, ...rest] = [
    ...inBoth('sdk', 'traces', sdkTraces(true)),
    ...inBoth('sdk', 'logs', sdkLogs(true)),
    ...inBoth('hand', 'traces', handMadeTraces()),
    ...inBoth('hand', 'logs', handMadeLogs()),
  ] as const;
  const quiet = [
    ...inBoth('quiet', 'traces', sdkTraces(false)),
    ...inBoth('quiet', 'logs', sdkLogs(false)),
    ...inBoth('hand', 'metrics', handMadeMetrics()),
    ...inBoth('hand', 'profiles', handMadeProfiles()),
  ];
  // Twice, because there is the most to do with them.
  return [first, ...rest, first, ...rest, ...quiet];
}

function inBoth(maker: string, signal: Signal, bytes: Both): readonly [Seed, Seed] {
  return [
    { name: `${maker} ${signal} protobuf`, signal, encoding: 'protobuf', bytes: bytes.protobuf },
    { name: `${maker} ${signal} json`, signal, encoding: 'json', bytes: bytes.json },
  ];
}
