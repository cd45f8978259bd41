/** Counts distinct errors into a store, in so many weeks, says what that took, and waits: `node fill-store.ts FILE HOWMANY [WEEKS]`. */
import { createAggregator } from '../../src/aggregate/aggregate.ts';
import type { Judged } from '../../src/aggregate/make-entry.ts';
import type { BlamedException } from '../../src/blame/blame-exception.ts';
import { createOutcomes } from '../../src/outcome.ts';
import { createParser, type ParsedException } from '../../src/parse/parse-exception.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';
import { SILENT } from '../helpers/mail-terms.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { listShopErrors } from './error-shop.ts';
import { readPeakMib } from './process-usage.ts';

const ERRORS_A_BATCH = 500;

const WEEK_MS = 7 * 86_400_000;

const [, , path = '', wanted = '0', weeks = '1'] = process.argv;
const startedAt = performance.now();
const startedCpu = process.cpuUsage();
const now = Date.now;
const store = await openSqliteStore({ path, log: SILENT_LOG, now });
const aggregator = createAggregator({
  store,
  outcomes: createOutcomes(),
  setTerms: () => SILENT,
  threshold: 3,
  warnOfBeyond: () => undefined,
  timezone: 'UTC',
  now,
});
const traces = readTraces();

for (let ago = Number(weeks) - 1; ago >= 0; ago--) await fillWeek(now() - ago * WEEK_MS, ago);
await store.close();

const { user, system } = process.cpuUsage(startedCpu);
const seconds = (performance.now() - startedAt) / 1_000;
console.log(
  `filled in ${seconds} s, ${(user + system) / 1_000_000} CPU s, peak ${readPeakMib(process.pid)} MiB`,
);
setInterval(() => undefined, 60_000);

function readTraces(): readonly ParsedException[] {
  const parse = createParser();
  const { reported } = makeBlamed();
  return listShopErrors().map((error) => parse({ ...reported, ...error, language: 'nodejs' }));
}

async function fillWeek(receivedAtMs: number, ago: number): Promise<void> {
  for (let done = 0; done < Number(wanted); done += ERRORS_A_BATCH) {
    const most = Math.min(ERRORS_A_BATCH, Number(wanted) - done);
    const judged = Array.from({ length: most }, (_, i) => makeJudged(done + i, ago));
    await aggregator.count(judged, receivedAtMs);
  }
}

function makeJudged(nth: number, ago: number): Judged {
  const trace = traces[nth % traces.length];
  if (trace === undefined) throw new Error('there are no traces');
  const traceId = `${ago.toString(16).padStart(8, '0')}${nth.toString(16).padStart(24, '0')}`;
  const parsed = { ...trace, reported: { ...trace.reported, traceId, occurredAtMs: now() } };
  return { parsed, blamed: blame(parsed, nth) };
}

/** As blaming would have it: each in a line of its own. */
function blame({ reported, stackKey, exceptions }: ParsedException, nth: number): BlamedException {
  const file = `src/shop/department-${nth % 5_000}.js`;
  const line = Math.floor(nth / 5_000) + 1;
  const code = `return cart.items[${nth}].price.amount;`;
  const errorId = nth.toString(16).padStart(16, '0');
  const { author } = makeBlamed();
  return makeBlamed({
    reported,
    stackKey,
    errorId,
    thrown: { type: reported.type, message: reported.message },
    author: author && { ...author, authorEmail: `developer-${nth % 200}@shop.test` },
    blamed: { path: file, function: `price${nth}`, line, code },
    exceptions: exceptions.map(({ frames, ...thrown }) => ({
      ...thrown,
      frames: frames.map((frame, i) => ({
        ...frame,
        place:
          i === 0
            ? { where: 'ours', agreement: 'whole', path: file, code }
            : { where: 'library', path: frame.file ?? '' },
      })),
    })),
  });
}
