import { readCounted } from './check-counts.ts';
import type { ErrorShop } from './error-shop.ts';
import { measureScenario, type Measured } from './measure-scenario.ts';
import { makeStorm, type Scenario } from './scenarios.ts';
import { median } from './statistics.ts';
import { startFlawless } from './subjects.ts';
import { formatNumber, formatTable } from './table.ts';

const THOROUGH = { warmUp: 3, round: 3, rounds: 5 };
const QUICK = { warmUp: 2, round: 1, rounds: 3 };

/**
 * Every span an exception, of 100 errors, into a Flawless that is the end of the line: the same messages again and again,
 * and messages of which each names another order. What the report then says is compared with what was sent.
 */
export async function measureStorm(dir: string, shop: ErrorShop, quick: boolean): Promise<string> {
  const rows: (readonly string[])[] = [];
  for (const scenario of [makeStorm(shop), makeStorm(shop, true)])
    rows.push(await measureOne(scenario, dir, shop, quick));
  return formatTable(COLUMNS, rows);
}

const COLUMNS = [
  'scenario',
  'errors',
  'occurrences/CPU s',
  'aim',
  'occurrences/s',
  'sent',
  'reported',
  'exactly',
  'peak MiB',
];

async function measureOne(
  scenario: Scenario,
  dir: string,
  shop: ErrorShop,
  quick: boolean,
): Promise<readonly string[]> {
  const subject = await startFlawless(dir, shop, '', { upstream_endpoint: null });
  try {
    const [measured] = await measureScenario(scenario, [subject], quick ? QUICK : THOROUGH);
    if (measured === undefined || subject.web === null) throw new Error('nothing was measured');
    await readCounted(subject.web);
    return describe(scenario, measured, await readReported(subject.web));
  } finally {
    await subject.child.stop();
  }
}

type Reported = { readonly error_count: number; readonly occurrences: number };

async function readReported(web: string): Promise<Reported> {
  const answer = await fetch(`${web}/`, { headers: { accept: 'application/json' } });
  return (await answer.json()) as Reported;
}

function describe(
  { name, exceptionsABatch }: Scenario,
  { rounds, accepted, peakMib }: Measured,
  reported: Reported,
): readonly string[] {
  const perCpuSecond = rounds.map((round) => (round.accepted * exceptionsABatch) / round.cpuSeconds);
  const perSecond = rounds.map((round) => (round.accepted * exceptionsABatch) / round.seconds);
  const sent = accepted * exceptionsABatch;
  return [
    name,
    formatNumber(reported.error_count),
    formatNumber(median(perCpuSecond)),
    formatNumber(100_000),
    formatNumber(median(perSecond)),
    formatNumber(sent),
    formatNumber(reported.occurrences),
    sent === reported.occurrences ? 'yes' : 'NO',
    formatNumber(peakMib),
  ];
}
