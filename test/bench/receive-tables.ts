import { SPANS_A_BATCH } from './make-spans.ts';
import type { Measured } from './measure-scenario.ts';
import type { Scenario } from './scenarios.ts';
import { median, quantile } from './statistics.ts';
import type { SubjectName } from './subjects.ts';
import { formatNumber, formatTable } from './table.ts';

/** What became of one kind of traffic at each subject. */
export type Result = {
  readonly scenario: Scenario;
  readonly measured: readonly Measured[];
  /** Exceptions Flawless says it has counted. */
  readonly counted: number;
};

/** Flawless just after it was started. */
export type Rest = { readonly readyMs: number; readonly idleMib: number };

/** What each subject's CPU second is worth. */
export function speedTable(results: readonly Result[]): string {
  const names = [
    'traffic',
    'subject',
    'items/CPU s',
    'lowest',
    'highest',
    'CPU ms/batch',
    'batches/s',
    'peak MiB',
    'failed',
    'x proxy',
    'x Collector',
  ];
  const rows = results.flatMap((result) => result.measured.map((one) => toSpeedRow(result, one)));
  return formatTable(names, rows);
}

function toSpeedRow(result: Result, one: Measured): readonly string[] {
  const speeds = speedsOf(one);
  const seconds = one.rounds.map((round) => round.accepted / round.seconds);
  const failed = one.rounds.reduce((sum, round) => sum + round.failed, 0);
  return [
    result.scenario.name,
    one.subject.name,
    formatNumber(median(speeds)),
    formatNumber(Math.min(...speeds)),
    formatNumber(Math.max(...speeds)),
    formatNumber((SPANS_A_BATCH / median(speeds)) * 1000, 3),
    formatNumber(median(seconds)),
    formatNumber(one.peakMib),
    formatNumber(failed),
    formatNumber(ratioTo(result, one, 'proxy'), 2),
    formatNumber(ratioTo(result, one, 'Collector'), 2),
  ];
}

function speedsOf({ rounds }: Measured): readonly number[] {
  return rounds.map(({ accepted, cpuSeconds }) => (accepted * SPANS_A_BATCH) / cpuSeconds);
}

function ratioTo({ measured }: Result, one: Measured, other: SubjectName): number {
  const found = measured.find(({ subject }) => subject.name === other);
  return found === undefined ? Number.NaN : median(speedsOf(one)) / median(speedsOf(found));
}

/** How long requests take at half load. */
export function latencyTable(results: readonly Result[]): string {
  const rows = results.flatMap(({ scenario, measured }) =>
    measured.flatMap(({ subject, steady }) => {
      if (steady === null) return [];
      const times = [0.5, 0.9, 0.99, 1].map((share) => formatNumber(quantile(steady.times, share), 1));
      return [[scenario.name, subject.name, formatNumber(steady.perSecond), ...times]];
    }),
  );
  return formatTable(['at half load', 'subject', 'batches/s', 'p50 ms', 'p90 ms', 'p99 ms', 'max ms'], rows);
}

/** Whether every exception was counted once. */
export function countingTable(results: readonly Result[]): string {
  const rows = results.flatMap(({ scenario, measured, counted }) => {
    if (scenario.exceptionsABatch === 0) return [];
    const sent = (flawless(measured)?.accepted ?? Number.NaN) * scenario.exceptionsABatch;
    return [[scenario.name, formatNumber(sent), formatNumber(counted), sent === counted ? 'yes' : 'NO']];
  });
  return formatTable(['exceptions', 'sent', 'counted', 'exactly'], rows);
}

/** The aims of the project beside what was measured. */
export function targetTable(results: readonly Result[]): string {
  const rows = results.flatMap((result) => {
    const one = flawless(result.measured);
    return one === undefined ? [] : compareWithTargets(result, one, results);
  });
  return formatTable(['target', 'aim', 'measured', 'met'], rows);
}

function compareWithTargets(result: Result, one: Measured, all: readonly Result[]): readonly string[][] {
  const { name } = result.scenario;
  if (name === 'storm') return [row('storm: occurrences/CPU s', 100_000, median(speedsOf(one)), 0)];
  if (name === '1%') {
    const plain = flawless(all.find(({ scenario }) => scenario.name === 'plain')?.measured ?? []);
    const base = plain === undefined ? Number.NaN : median(speedsOf(plain));
    return [row('1%: share of the speed of plain', 0.9, median(speedsOf(one)) / base, 2)];
  }
  return [
    row(`${name}: x Collector`, 3, ratioTo(result, one, 'Collector'), 2),
    row(`${name}: x proxy`, 0.8, ratioTo(result, one, 'proxy'), 2),
  ];
}

function row(target: string, aim: number, measured: number, decimals: number): string[] {
  const met = Number.isNaN(measured) ? 'not available' : measured >= aim ? 'yes' : 'no';
  return [target, `≥ ${formatNumber(aim, decimals && 1)}`, formatNumber(measured, decimals), met];
}

function flawless(measured: readonly Measured[]): Measured | undefined {
  return measured.find(({ subject }) => subject.name === 'Flawless');
}

/** Flawless before anything has come. */
export function restTable({ readyMs, idleMib }: Rest): string {
  return formatTable(
    ['at rest', 'aim', 'measured'],
    [
      ['ready after ms', '< 1,000', formatNumber(readyMs)],
      ['resident MiB', '< 100', formatNumber(idleMib)],
    ],
  );
}
