import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readCounted } from './check-counts.ts';
import { makeErrorShop, type ErrorShop } from './error-shop.ts';
import { measureScenario, type Effort } from './measure-scenario.ts';
import { readResidentMib } from './process-usage.ts';
import {
  countingTable,
  latencyTable,
  restTable,
  speedTable,
  targetTable,
  type Rest,
  type Result,
} from './receive-tables.ts';
import { makeScenarios, type Scenario } from './scenarios.ts';
import { startCollector, startFlawless, startProxy, startSink, type Subject } from './subjects.ts';

export type BenchSettings = {
  readonly quick: boolean;
  /** Names of scenarios; empty means all. */
  readonly only: readonly string[];
  readonly say: (line: string) => void;
};

const THOROUGH: Effort = { warmUp: 3, round: 2, rounds: 5 };
const QUICK: Effort = { warmUp: 2, round: 1, rounds: 3 };

/** Compares Flawless as a hop with a bare byte proxy and with the Collector, and prints tables. */
export async function benchReceive({ quick, only, say }: BenchSettings): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'flawless-bench-'));
  try {
    const shop = makeErrorShop(dir);
    const effort = quick ? QUICK : THOROUGH;
    const results: Result[] = [];
    for (const scenario of makeScenarios(shop)) {
      if (only.length > 0 && !only.includes(scenario.name)) continue;
      say(`${scenario.name}: batches of ${scenario.batchBytes} bytes`);
      results.push(await runScenario(scenario, { dir, shop, effort, say }));
    }
    const tables = [speedTable(results), latencyTable(results), countingTable(results), targetTable(results)];
    for (const table of [...tables, restTable(await measureRest(dir, shop))])
      if (table !== '') say(`\n${table}`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

type Surroundings = Pick<BenchSettings, 'say'> & {
  readonly dir: string;
  readonly shop: ErrorShop;
  readonly effort: Effort;
};

/** Every kind of traffic meets fresh processes, so that memory and counts are its own. */
async function runScenario(scenario: Scenario, { dir, shop, effort, say }: Surroundings): Promise<Result> {
  const sink = await startSink();
  const upstream = sink.ready[1] ?? '';
  const subjects: Subject[] = [];
  try {
    subjects.push(await startFlawless(dir, shop, upstream), await startProxy(upstream));
    const collector = await startCollector(dir, upstream, scenario.compressed, say);
    if (collector !== null) subjects.push(collector);
    const measured = await measureScenario(scenario, subjects, effort);
    return { scenario, measured, counted: await countIn(subjects) };
  } catch (error) {
    for (const { name, child } of subjects)
      say(`${name} (${child.exitCode() ?? 'running'}): ${child.printed()}`);
    throw error;
  } finally {
    for (const child of [...subjects.map((subject) => subject.child), sink]) await child.stop();
  }
}

async function countIn(subjects: readonly Subject[]): Promise<number> {
  const [web] = subjects.flatMap((subject) => subject.web ?? []);
  return web === undefined ? Number.NaN : readCounted(web);
}

async function measureRest(dir: string, shop: ErrorShop): Promise<Rest> {
  const { child } = await startFlawless(dir, shop, 'http://127.0.0.1:9');
  await wait(3000);
  const rest = { readyMs: child.readyMs, idleMib: readResidentMib(child.pid) };
  await child.stop();
  return rest;
}
