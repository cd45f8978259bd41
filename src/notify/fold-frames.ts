import type { Occurrence } from '../aggregate/occurrence.ts';
import type { LocatedFrame } from '../locate/place-frames.ts';
import { cleanLine, cleanPath } from './clean-text.ts';
import type { Fact } from './explain-blame.ts';
import { keepEnds } from './keep-ends.ts';
import type { Limits } from './limits.ts';
import type { PlacedLocals } from './place-locals.ts';
import type { Variable } from './read-frame-locals.ts';

/** A frame of ours, or what stands for frames of others. */
export type TraceRow =
  | {
      readonly is: 'ours';
      readonly place: string;
      readonly function: string | null;
      readonly code: string | null;
      readonly blamed: boolean;
      /** Its local variables. */
      readonly locals: readonly Fact[];
    }
  | { readonly is: 'folded'; readonly text: string };

/** What is known of the frames beside themselves. */
export type Facts = Pick<Occurrence, 'blamed'> & Pick<PlacedLocals, 'byFrame'>;

/** Our own frames a row each, every run of other frames folded into one row; a long list keeps its two ends. */
export function foldFrames(
  frames: readonly LocatedFrame[],
  facts: Facts,
  limits: Limits,
): readonly TraceRow[] {
  // Rows are made only after the list was shortened.
  const rows = toRuns(frames).map((run) => () => toRow(run, facts, limits));
  return keepEnds(rows, limits.traceRows, (n) => () => fold(n, 'more line', 'more lines')).map((make) =>
    make(),
  );
}

type Run = readonly [LocatedFrame, ...LocatedFrame[]];

function toRuns(frames: readonly LocatedFrame[]): readonly Run[] {
  const runs: [LocatedFrame, ...LocatedFrame[]][] = [];
  for (const frame of frames) {
    const last = runs.at(-1);
    if (last !== undefined && last[0].place.where !== 'ours' && frame.place.where !== 'ours')
      last.push(frame);
    else runs.push([frame]);
  }
  return runs;
}

function toRow(run: Run, { blamed, byFrame }: Facts, limits: Limits): TraceRow {
  const [frame] = run;
  const { place, line, function: name, text } = frame;
  if (place.where !== 'ours') return describeRun(run);
  return {
    is: 'ours',
    place: namePlace({ path: place.path, line }, limits),
    function: cleanLine(name ?? '', limits.name) || null,
    code: cleanLine(text ?? place.code ?? '', limits.codeLine) || null,
    blamed: place.path === blamed.path && line === blamed.line,
    locals: listVariables(byFrame.get(frame) ?? [], limits),
  };
}

function listVariables(variables: readonly Variable[], limits: Limits): readonly Fact[] {
  const facts = variables.slice(0, limits.variables).map(({ name, value }) => ({
    label: cleanLine(name, MAX_VARIABLE_NAME),
    value: cleanLine(value, limits.codeLine),
  }));
  const left = variables.length - facts.length;
  return left === 0 ? facts : [...facts, { label: '…', value: `${left} more` }];
}

const MAX_VARIABLE_NAME = 60;

function describeRun(run: Run): TraceRow {
  const places = new Set(run.map(({ place }) => place.where));
  if (places.has('library')) return fold(run.length, 'library frame', 'library frames');
  if (places.has('nowhere'))
    return fold(run.length, 'frame outside the repository', 'frames outside the repository');
  return fold(run.length, 'runtime frame', 'runtime frames');
}

function fold(n: number, one: string, many: string): TraceRow {
  return { is: 'folded', text: `… ${n} ${n === 1 ? one : many}` };
}

/** `path:line`; a path that is too long keeps its end. */
export function namePlace(
  { path, line }: { readonly path: string; readonly line?: number },
  limits: Limits,
): string {
  const shown = cleanPath(path, limits.path);
  return line === undefined ? shown : `${shown}:${line}`;
}
