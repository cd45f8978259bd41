import { parseStack } from '../../src/parse/parse-stack.ts';
import { makeLargeInputs, readGoldens, type Goldens, type LargeInput } from './parse-inputs.ts';
import type { BenchSettings } from './receive.ts';
import { median } from './statistics.ts';
import { formatNumber, formatTable } from './table.ts';

/**
 * How fast stack traces are read, beside the least that could be done with the same texts in the same run, and how long
 * the worst found of 1 MiB holds the event loop, both in CPU time of the thread. `only` names languages.
 */
export async function benchParse({ quick, only, say }: BenchSettings): Promise<void> {
  const goldens = readGoldens().filter(({ language }) => only.length === 0 || only.includes(language));
  say(describeSpeeds(goldens.map((some) => measureSpeed(some, quick))));
  const worst = goldens.flatMap((some) => findWorst(some, quick));
  say(
    `\nMilliseconds of the event loop for the worst found of 1 MiB, with the language named and unknown\n\n${describeWorst(worst)}`,
  );
}

type Speed = {
  readonly language: string;
  readonly cases: number;
  readonly bytes: number;
  /** Milliseconds for all cases once. */
  readonly named: number;
  readonly unknown: number;
  readonly plain: number;
};

const SAMPLES = 7;

/** All three by turns, so that a noisy moment of the machine hits all of them. */
function measureSpeed({ language, texts }: Goldens, quick: boolean): Speed {
  const sampleMs = quick ? 20 : 100;
  const jobs = {
    named: () => texts.forEach((text) => parseStack(text, { language })),
    unknown: () => texts.forEach((text) => parseStack(text, {})),
    plain: () => texts.forEach(readPlainly),
  };
  const samples = Array.from({ length: SAMPLES + 1 }, () => ({
    named: timeRepeated(jobs.named, sampleMs),
    unknown: timeRepeated(jobs.unknown, sampleMs),
    plain: timeRepeated(jobs.plain, sampleMs),
  })).slice(1);
  const middle = (name: keyof typeof jobs) => median(samples.map((sample) => sample[name]));
  const bytes = texts.reduce((sum, text) => sum + text.length, 0);
  const timed = { named: middle('named'), unknown: middle('unknown'), plain: middle('plain') };
  return { language, cases: texts.length, bytes, ...timed };
}

/** The least that makes frames of a text: its lines, and one regular expression on each. */
function readPlainly(text: string): readonly object[] {
  return text.split('\n').flatMap((line) => {
    const match = /([^\s"'()@]+\.\w+)"?[:,(]\s*(?:line )?(\d+)/.exec(line);
    return match === null ? [] : [{ file: match[1], line: Number(match[2]) }];
  });
}

/** What this thread has run so far, which other programs of the machine cannot add to. */
function clockMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function timeRepeated(job: () => void, atLeastMs: number): number {
  const start = clockMs();
  let times = 0;
  do {
    job();
    times++;
  } while (clockMs() - start < atLeastMs);
  return (clockMs() - start) / times;
}

function describeSpeeds(speeds: readonly Speed[]): string {
  const names = ['language', 'cases', 'stacks/s', 'MB/s', 'language unknown', 'plain', '× plain'];
  return formatTable(
    names,
    speeds.map(({ language, cases, bytes, named, unknown, plain }) => [
      language,
      formatNumber(cases),
      formatNumber((1000 * cases) / named),
      formatNumber(bytes / 1000 / named, 1),
      formatNumber((1000 * cases) / unknown),
      formatNumber((1000 * cases) / plain),
      formatNumber(named / plain, 1),
    ]),
  );
}

type Held = {
  readonly language: string;
  readonly kind: string;
  readonly of: string;
  readonly named: number;
  readonly unknown: number;
};

/** The slowest of each kind, found by reading all once, and then measured with care. */
function findWorst(goldens: Goldens, quick: boolean): readonly Held[] {
  const slowest = new Map<string, { readonly input: LargeInput; readonly ms: number }>();
  for (const input of makeLargeInputs(goldens, quick ? 8 : 60)) {
    const ms = time(input.text, goldens.language) + time(input.text);
    if (ms > (slowest.get(input.kind)?.ms ?? 0)) slowest.set(input.kind, { input, ms });
  }
  return [...slowest.values()].map(({ input }) => measureHeld(input, goldens.language));
}

function measureHeld({ kind, of, text }: LargeInput, language: string): Held {
  const rounds = Array.from({ length: 5 }, () => ({ named: time(text, language), unknown: time(text) }));
  const named = median(rounds.map((round) => round.named));
  const unknown = median(rounds.map((round) => round.unknown));
  return { language, kind, of, named, unknown };
}

function time(text: string, language?: string): number {
  const start = clockMs();
  parseStack(text, language === undefined ? {} : { language });
  return clockMs() - start;
}

function describeWorst(worst: readonly Held[]): string {
  const rows = worst.map(({ language, kind, of, named, unknown }) => [
    language,
    kind,
    formatNumber(named, 1),
    formatNumber(unknown, 1),
    JSON.stringify(of.slice(0, 40)),
  ]);
  return formatTable(['language', 'input', 'named', 'unknown', 'of'], rows);
}
