import { checkInput, type Checked } from './check-input.ts';
import { makeInput, type Input } from './make-input.ts';
import type { Seed } from './seeds.ts';
import { count, type Tally } from './tally.ts';

/** Inputs number `from`, `from + step`, … while `goOn` says so. */
export type Range = {
  readonly from: number;
  readonly step: number;
  readonly goOn: (index: number) => boolean;
};

export type Scanned = {
  readonly tally: Tally;
  readonly failed: { readonly input: Input; readonly problem: string } | null;
};

// Inputs are at most 256 KiB, which take milliseconds; a machine that stalls gets a second chance.
const TOO_SLOW_MS = 2000;

/** Reads, enriches and splits one input after the other, until the first that goes wrong. */
export function scanInputs(seeds: readonly [Seed, ...Seed[]], runSeed: number, range: Range): Scanned {
  const tally: Tally = {};
  for (let index = range.from; range.goOn(index); index += range.step) {
    const input = makeInput(seeds, runSeed, index);
    const checked = checkInTime(input);
    count(tally, `${input.signal} ${input.encoding}`, checked.ending);
    if (checked.ending === 'problem') return { tally, failed: { input, problem: checked.problem } };
  }
  return { tally, failed: null };
}

function checkInTime(input: Input): Checked {
  const first = checkTimed(input);
  if (first.ms < TOO_SLOW_MS || checkTimed(input).ms < TOO_SLOW_MS) return first.checked;
  return { ending: 'problem', problem: `it took ${Math.round(first.ms)} ms` };
}

function checkTimed(input: Input): { readonly checked: Checked; readonly ms: number } {
  const startedAt = performance.now();
  const checked = checkInput(input);
  return { checked, ms: performance.now() - startedAt };
}
