/** One numbered exception; it may stand for several occurrences. */
export type Numbered = { readonly n: number; readonly line: number; readonly count: number };

/** One request, sent again as it is until it is acknowledged. */
export type PlannedBatch = { readonly body: string; readonly spans: readonly string[] };

export type Plan = {
  readonly batches: readonly PlannedBatch[];
  /** Occurrences by line of code. */
  readonly expected: ReadonlyMap<number, number>;
  readonly exceptions: number;
};

/** The threshold of the configuration: every error crosses it. */
export const THRESHOLD = 3;
const MOST_PER_ERROR = 24;
const MOST_PER_BATCH = 8;
// How many errors are under way at once.
const OVERLAP = 6;

/**
 * Numbered exceptions of `errors` lines of code, each line's spread over a while, so that at every moment of the walk some
 * are about to cross the threshold. Some stand for several occurrences, some have a trace of their own to blame, and some
 * batches hold nothing but plain spans.
 */
export function planBatches(errors: number, revision: string, random: () => number): Plan {
  const exceptions = planExceptions(errors, random);
  const batches: PlannedBatch[] = [];
  for (let at = 0; at < exceptions.length;) {
    const size = 1 + Math.floor(random() * MOST_PER_BATCH);
    batches.push(writeBatch(exceptions.slice(at, at + size), revision));
    if (random() < 0.2) batches.push(writePlain(batches.length));
    at += size;
  }
  const expected = new Map<number, number>();
  for (const { line, count } of exceptions) expected.set(line, (expected.get(line) ?? 0) + count);
  return { batches, expected, exceptions: exceptions.length };
}

function planExceptions(errors: number, random: () => number): readonly Numbered[] {
  const placed = Array.from({ length: errors }, (_, i) => {
    const times = THRESHOLD + Math.floor(random() * (MOST_PER_ERROR - THRESHOLD));
    return Array.from({ length: times }, () => ({ line: i + 1, at: i + random() * OVERLAP }));
  });
  return placed
    .flat()
    .toSorted((a, b) => a.at - b.at)
    .map(({ line }, n) => ({ n, line, count: random() < 0.1 ? 1 + Math.floor(random() * 4) : 1 }));
}

function writeBatch(exceptions: readonly Numbered[], revision: string): PlannedBatch {
  const resource = { attributes: [text('service.name', 'work'), text('vcs.ref.head.revision', revision)] };
  const spans = exceptions.map(writeSpan);
  const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
  return { body, spans: spans.map(({ name }) => name) };
}

function writeSpan({ n, line, count }: Numbered) {
  const timeUnixNano = `${1_700_000_000_000 + n}000000`;
  // Every third has a message, and so a trace, of its own.
  const message = n % 3 === 0 ? `broke for the ${n}th time` : 'broke';
  const stacktrace = `Error: ${message}\n    at step${line} (/app/src/work.js:${line}:3)\n    at main (/app/src/main.js:1:1)`;
  const attributes = [
    text('exception.type', 'Error'),
    text('exception.message', message),
    text('exception.stacktrace', stacktrace),
    ...(count > 1 ? [{ key: 'flawless.error_count', value: { intValue: String(count) } }] : []),
  ];
  return {
    traceId: hex(n + 1, 32),
    spanId: hex(n + 1, 16),
    name: `span ${n}.`,
    kind: 1,
    startTimeUnixNano: timeUnixNano,
    endTimeUnixNano: timeUnixNano,
    events: [{ timeUnixNano, name: 'exception', attributes }],
  };
}

function writePlain(n: number): PlannedBatch {
  const name = `plain ${n}.`;
  const spans = [{ traceId: hex(n + 1, 32), spanId: hex(n + 1, 16), name }];
  return { body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }), spans: [name] };
}

function text(key: string, stringValue: string) {
  return { key, value: { stringValue } };
}

function hex(n: number, digits: number): string {
  return n.toString(16).padStart(digits, '0');
}
