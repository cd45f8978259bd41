import type { Attributes, Meter, Observable } from '@opentelemetry/api';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { OUTCOME_COUNTERS, toOutcomeMetric } from './outcome-metrics.ts';

/** How the service is doing at the moment it is asked. */
export type Readings = {
  /** `Outcomes.totals()`. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly spoolBytes: number;
  readonly spoolBatches: number;
  /** Not blamed yet. */
  readonly waitingExceptions: number;
  /** Not sent yet. */
  readonly mailsQueued: number;
  /** Of requests that are being read or worked on. */
  readonly bytesInFlight: number;
  /** Verdicts being made. */
  readonly verdictsInFlight: number;
  /** Occurrences remembered, to recognise copies. */
  readonly seenKeys: number;
};

export type Read = () => Readings | Promise<Readings>;

type Observe = (name: string, value: number, attributes?: Attributes) => void;

const LEVELS: readonly {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly key: Exclude<keyof Readings, 'outcomes'>;
}[] = [
  {
    name: 'flawless.spool.size',
    unit: 'By',
    description: 'Size of the batches on disk that wait for the upstream.',
    key: 'spoolBytes',
  },
  {
    name: 'flawless.spool.batches',
    unit: '{batch}',
    description: 'Batches on disk that wait for the upstream.',
    key: 'spoolBatches',
  },
  {
    name: 'flawless.exceptions.waiting',
    unit: '{exception}',
    description: 'Exceptions that wait for their blame.',
    key: 'waitingExceptions',
  },
  {
    name: 'flawless.exceptions.remembered',
    unit: '{exception}',
    description: 'Exceptions of which a copy would be recognised.',
    key: 'seenKeys',
  },
  {
    name: 'flawless.mails.waiting',
    unit: '{mail}',
    description: 'Mails in the outbox that wait to be sent.',
    key: 'mailsQueued',
  },
  {
    name: 'flawless.requests.in_flight.size',
    unit: 'By',
    description: 'Size of the OTLP requests that are being read or worked on.',
    key: 'bytesInFlight',
  },
  {
    name: 'flawless.verdicts.in_flight',
    unit: '{verdict}',
    description: 'Verdicts on distinct stack traces that are being made.',
    key: 'verdictsInFlight',
  },
];

const EVENT_LOOP_DELAY = 'nodejs.eventloop.delay.p99';
const NANOSECONDS = 1e9;

/** Makes every instrument and reads all of them together, once for each export; the event loop's delay is since the last. */
export function observe(meter: Meter, read: Read): { close(): void } {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const instruments = makeInstruments(meter);
  meter.addBatchObservableCallback(
    async (result) => {
      const readings = await read();
      reportAll(readings, (name, value, attributes) => {
        const instrument = instruments.get(name);
        if (instrument !== undefined) result.observe(instrument, value, attributes);
      });
      const p99 = instruments.get(EVENT_LOOP_DELAY);
      if (p99 !== undefined) result.observe(p99, delay.percentile(99) / NANOSECONDS);
      delay.reset();
    },
    [...instruments.values()],
  );
  return { close: () => void delay.disable() };
}

function makeInstruments(meter: Meter): ReadonlyMap<string, Observable> {
  const p99 = { unit: 's', description: '99th percentile of the delay of the event loop.' };
  return new Map<string, Observable>([
    ...OUTCOME_COUNTERS.map((one) => [one.name, meter.createObservableCounter(one.name, one)] as const),
    ...LEVELS.map((one) => [one.name, meter.createObservableUpDownCounter(one.name, one)] as const),
    [EVENT_LOOP_DELAY, meter.createObservableGauge(EVENT_LOOP_DELAY, p99)],
  ]);
}

function reportAll(readings: Readings, report: Observe): void {
  for (const [total, count] of Object.entries(readings.outcomes)) {
    const { name, attributes } = toOutcomeMetric(total);
    report(name, count, attributes);
  }
  for (const { name, key } of LEVELS) report(name, readings[key]);
}
