import { formatNumber, formatTable } from '../bench/table.ts';
import { saveFailure } from './failure.ts';
import { repeatFailure } from './repeat-failure.ts';
import { runReceiver } from './run-receiver.ts';
import { runScanners, type Ran } from './run-scanners.ts';
import { totalOf, type Tally } from './tally.ts';

// Reading is much faster than sending.
const READERS_SHARE = 0.6;

// npm run fuzz -- [minutes] [seed], or npm run fuzz -- repeat FILE
const [first = '10', second] = process.argv.slice(2);
if (first === 'repeat') process.exitCode = (await repeatFailure(second ?? '', console.log)) ? 0 : 1;
else await fuzz(Number(first) * 60, Number(second ?? Date.now() % 1_000_000));

async function fuzz(seconds: number, seed: number): Promise<void> {
  console.log(`${formatNumber(seconds)} seconds, seed ${seed}`);
  const ran = {
    'readers of OTLP': await timed(() => runScanners(seed, seconds * READERS_SHARE, 2)),
    'running receiver': await timed(() => runReceiver(seed + 1, seconds * (1 - READERS_SHARE))),
  };
  let tried = 0;
  for (const [what, { tally, failure, took }] of Object.entries(ran)) {
    tried += totalOf(tally);
    report(what, tally, took);
    if (failure !== null) {
      console.log(`\n${failure.problem}\nRepeat it: npm run fuzz -- repeat ${saveFailure(failure)}`);
      process.exitCode = 1;
    }
  }
  console.log(`\n${formatNumber(tried)} inputs tried, seed ${seed}`);
}

async function timed(run: () => Promise<Ran>): Promise<Ran & { readonly took: number }> {
  const startedAt = performance.now();
  const ran = await run();
  return { ...ran, took: (performance.now() - startedAt) / 1000 };
}

function report(what: string, tally: Tally, seconds: number): void {
  const endings = [...new Set(Object.values(tally).flatMap((row) => Object.keys(row)))].toSorted();
  const rows = Object.entries(tally)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, row]) => [name, ...endings.map((ending) => formatNumber(row[ending] ?? 0))]);
  const total = totalOf(tally);
  console.log(`\n${what}: ${formatNumber(total)} inputs, ${formatNumber(total / seconds)} a second`);
  console.log(formatTable(['inputs', ...endings], rows));
}
