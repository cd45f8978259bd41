import { cleanLine, cleanPath } from '../notify/clean-text.ts';
import type { ShownFrame, TakenFrame } from './take-frames.ts';

/** The frames of an exception as aligned lines, the blamed one marked; long runs of frames of others are folded. */
export function formatFrames(frames: readonly TakenFrame[]): readonly string[] {
  const rows = toRuns(frames).flatMap(toRows);
  const width = Math.min(MAX_PLACE, Math.max(0, ...rows.map(({ place }) => place.length)));
  return rows.flatMap((row) => formatRow(row, width));
}

/** Columns of a line where it can be. */
export const COLUMNS = 110;

const MAX_PLACE = 56;
const TAKEN_COLUMNS = 15;
const INDENT = ' '.repeat(2 + TAKEN_COLUMNS + 1 + 2);
const DETAIL_COLUMNS = COLUMNS - INDENT.length;
const SHOWN_OF_RUN = 3;

type Run = readonly [TakenFrame, ...TakenFrame[]];

function toRuns(frames: readonly TakenFrame[]): readonly Run[] {
  const runs: [TakenFrame, ...TakenFrame[]][] = [];
  for (const taken of frames) {
    const last = runs.at(-1);
    if (last !== undefined && foldAs(taken) !== null && foldAs(last[0]) === foldAs(taken)) last.push(taken);
    else runs.push([taken]);
  }
  return runs;
}

/** Which frames make a run together. */
function foldAs({ taken }: TakenFrame): 'others' | 'not found' | null {
  if (taken === 'library' || taken === 'runtime') return 'others';
  return taken === 'not found' ? taken : null;
}

type Row = {
  readonly mark: '>' | ' ';
  readonly taken: string;
  readonly place: string;
  readonly function: string;
  readonly details: readonly string[];
};

/** Of frames that were not found the first few stay, because they show why. */
function toRows(run: Run): readonly Row[] {
  const isLost = run[0].taken === 'not found';
  if (run.length <= SHOWN_OF_RUN + (isLost ? 1 : 0)) return run.map(toRow);
  if (!isLost) return [{ ...EMPTY, place: `… ${run.length} ${nameOthers(run)} frames` }];
  const more = `… ${run.length - SHOWN_OF_RUN} more`;
  return [...run.slice(0, SHOWN_OF_RUN).map(toRow), { ...EMPTY, place: more }];
}

function nameOthers(run: Run): string {
  const kinds = new Set<string>(run.map(({ taken }) => taken));
  return ['library', 'runtime'].filter((kind) => kinds.has(kind)).join(' and ');
}

const EMPTY: Row = { mark: ' ', taken: '', place: '', function: '', details: [] };

function toRow({ frame, taken, blamed }: TakenFrame): Row {
  return {
    mark: blamed ? '>' : ' ',
    taken,
    place: namePlace(frame),
    function: cleanLine(frame.function ?? '', COLUMNS),
    details: describeDetails(frame),
  };
}

function namePlace({ place, file, module, line }: ShownFrame): string {
  const path = place !== undefined && 'path' in place ? place.path : (file ?? module ?? '');
  const shown = cleanPath(path, MAX_PLACE);
  return line === undefined || shown === '' ? shown : `${shown}:${line}`;
}

function describeDetails(frame: ShownFrame): readonly string[] {
  const { place, text, compiled } = frame;
  if (place?.where !== 'ours') return [];
  const { others = [] } = place;
  return [
    cleanLine(text ?? place.code ?? '', DETAIL_COLUMNS),
    compiled === undefined ? '' : `from compiled ${nameCompiled(compiled)}`,
    others.length === 0 ? '' : cleanLine(`could also be ${listSome(others)}`, DETAIL_COLUMNS),
  ].filter((detail) => detail !== '');
}

function nameCompiled({ file, line, column }: NonNullable<ShownFrame['compiled']>): string {
  return `${cleanPath(file, MAX_PLACE)}:${line}${column === undefined ? '' : `:${column}`}`;
}

function listSome(paths: readonly string[]): string {
  const more = paths.length > SHOWN_OF_RUN ? `, and ${paths.length - SHOWN_OF_RUN} more` : '';
  return `${paths
    .slice(0, SHOWN_OF_RUN)
    .map((path) => cleanPath(path, MAX_PLACE))
    .join(', ')}${more}`;
}

function formatRow({ mark, taken, place, function: name, details }: Row, width: number): readonly string[] {
  const start = `${mark} ${taken.padEnd(TAKEN_COLUMNS)} ${place.padEnd(width)}`;
  const room = Math.max(20, COLUMNS - start.length - 2);
  const line = name === '' ? start : `${start}  ${cleanLine(name, room)}`;
  return [line.trimEnd(), ...details.map((detail) => INDENT + detail)];
}
