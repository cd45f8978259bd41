import { includesLine, listFunctionExtents, type Extent } from './find-function-extent.ts';
import { collapseSpace } from '../collapse-space.ts';

/** A line of a trace in a file that may have changed since; lines count from 1. */
export type TracedLine = {
  readonly lines: readonly string[];
  readonly line: number;
  /** The line's code as the trace has it. */
  readonly text?: string;
  readonly functionName?: string;
};

/** Where the traced code stands now, and how it was found: `ambiguous` is the nearest of several. */
export type Drift = {
  readonly line: number;
  readonly how: 'same line' | 'same function' | 'same file' | 'nowhere' | 'ambiguous';
};

/**
 * Looks for the trace's code in the same function, then in the whole file, when its line reads differently; without code,
 * whether the function of that name has the line. Nothing found: the line stays what it was.
 */
export function findDriftedLine({ lines, line, text, functionName = '' }: TracedLine): Drift {
  if (text === undefined)
    return { line, how: isElsewhere(lines, line, functionName) ? 'nowhere' : 'same line' };
  const wanted = toComparable(text);
  if (wanted === toComparable(lines[line - 1] ?? '')) return { line, how: 'same line' };
  if (!isTelling(wanted)) return { line, how: 'nowhere' };
  const found = lines.flatMap((other, i) => (toComparable(other) === wanted ? [i + 1] : []));
  return chooseNearest(found, line, listFunctionExtents(lines, line, functionName));
}

/** Whether a line of code says enough to be recognised elsewhere: `}`, `return` and `pass` stand everywhere. */
export function isTelling(code: string): boolean {
  return (collapseSpace(code).match(/[\p{L}\p{N}]/gu) ?? []).length >= MIN_LETTERS;
}

const MIN_LETTERS = 8;
// Longer lines are compared by their beginnings; a trace may have cut them.
const MAX_COMPARED = 1_000;
// A signature's decorators, and what stands between it and its body.
const NEAR_A_FUNCTION = 3;

function toComparable(text: string): string {
  return collapseSpace(text.slice(0, 2 * MAX_COMPARED)).slice(0, MAX_COMPARED);
}

function chooseNearest(found: readonly number[], line: number, extents: readonly Extent[]): Drift {
  const nearest = found.toSorted((a, b) => Math.abs(a - line) - Math.abs(b - line));
  const within = nearest.filter((other) => extents.some((extent) => includesLine(extent, other)));
  return { line, how: 'nowhere', ...pickOnly(nearest, 'same file'), ...pickOnly(within, 'same function') };
}

function pickOnly(nearest: readonly number[], how: 'same file' | 'same function'): Partial<Drift> {
  const [line] = nearest;
  return line === undefined ? {} : { line, how: nearest.length === 1 ? how : 'ambiguous' };
}

function isElsewhere(lines: readonly string[], line: number, functionName: string): boolean {
  const extents = listFunctionExtents(lines, line, functionName);
  const isNear = ([first, afterLast]: Extent) =>
    line - 1 >= first - NEAR_A_FUNCTION && line - 1 < afterLast + NEAR_A_FUNCTION;
  return extents.length > 0 && !extents.some(isNear);
}
