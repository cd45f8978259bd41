import { runClosedLoop, type Load } from './closed-loop.ts';
import { runOpenLoop, type SteadyLoad } from './open-loop.ts';
import { readCpuSeconds, readPeakMib } from './process-usage.ts';
import type { Scenario } from './scenarios.ts';
import { createSender } from './sender.ts';
import { median } from './statistics.ts';
import type { Subject } from './subjects.ts';

/** How long and how often: seconds, and how many rounds. */
export type Effort = { readonly warmUp: number; readonly round: number; readonly rounds: number };

export type Round = Load & { readonly cpuSeconds: number };

/** What one subject did with one kind of traffic. */
export type Measured = {
  readonly subject: Subject;
  readonly rounds: readonly Round[];
  /** Batches answered 200 in all, warming up and latency included. */
  readonly accepted: number;
  readonly peakMib: number;
  /** At half of what it can take; null when that was not asked for. */
  readonly steady: SteadyLoad | null;
};

const CONNECTIONS = 8;
const MOST_CONNECTIONS_OF_OPEN_LOOP = 256;

/** Loads the subjects by turns, so that what else the machine does falls on all of them alike. */
export async function measureScenario(
  scenario: Scenario,
  subjects: readonly Subject[],
  effort: Effort,
): Promise<readonly Measured[]> {
  const drivers = subjects.map((subject) => createDriver(scenario, subject));
  for (const driver of drivers) await driver.load(effort.warmUp);
  for (const driver of drivers) driver.rounds.splice(0);
  for (let round = 0; round < effort.rounds; round++)
    for (const driver of drivers) await driver.load(effort.round);
  if (scenario.withLatency)
    for (const driver of drivers) await driver.measureLatency(effort.round * effort.rounds);
  return drivers.map((driver) => driver.finish());
}

function createDriver(scenario: Scenario, subject: Subject) {
  const feed = scenario.makeFeed();
  const target = { ...scenario, url: subject.url };
  const sender = createSender(target, CONNECTIONS, feed);
  const steadySender = createSender(target, MOST_CONNECTIONS_OF_OPEN_LOOP, feed);
  const rounds: Round[] = [];
  let accepted = 0;
  let steady: SteadyLoad | null = null;
  return {
    rounds,
    async load(seconds: number): Promise<void> {
      const before = readCpuSeconds(subject.child.pid);
      const load = await runClosedLoop(sender, CONNECTIONS, seconds);
      rounds.push({ ...load, cpuSeconds: readCpuSeconds(subject.child.pid) - before });
      accepted += load.accepted;
    },
    async measureLatency(seconds: number): Promise<void> {
      const perSecond = median(rounds.map((round) => round.accepted / round.seconds)) / 2;
      steady = await runOpenLoop(steadySender, perSecond, seconds);
      accepted += steady.accepted;
    },
    finish(): Measured {
      sender.close();
      steadySender.close();
      return { subject, rounds, accepted, peakMib: readPeakMib(subject.child.pid), steady };
    },
  };
}
