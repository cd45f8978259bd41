import { decodedMappings, traceSegment, type SourceMapSegment } from '@jridgewell/trace-mapping';
import type { PlainMap, Section, SourceMap } from './read-map.ts';

/** A place in compiled code as a trace gives it: 1-based. */
export type Position = { readonly line: number; readonly column?: number };

/** Where it comes from, as the map says it. Line and column are 1-based. */
export type Origin = {
  readonly source: string;
  readonly sourceRoot: string;
  readonly line: number;
  readonly column: number;
  /** What the code at this place was called. */
  readonly name?: string;
  /** The line of the source, when the map has it. */
  readonly text?: string;
};

const MAX_SOURCE_LENGTH = 4096;
const MAX_TEXT_LENGTH = 4096;
const MAX_NAME_LENGTH = 256;

/** Null when the map does not speak of this place. Without a column the first mapping of the line counts. */
export function findOrigin(map: SourceMap, { line, column }: Position): Origin | null {
  return find(map, line - 1, column === undefined ? null : Math.max(0, column - 1));
}

/** 0-based; the column is null when it is not known. */
function find(map: SourceMap, line: number, column: number | null): Origin | null {
  if (map.kind === 'plain') return findInPlain(map, line, column);
  const section = findSection(map.sections, line, column);
  if (section === undefined) return null;
  const offset = line === section.line ? section.column : 0;
  return find(section.map, line - section.line, column === null ? null : column - offset);
}

/** The last one that begins at or before the place; a line without column belongs to the one its beginning belongs to, or begins in it. */
function findSection(sections: readonly Section[], line: number, column: number | null): Section | undefined {
  let [low, high] = [0, sections.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const section = sections[middle];
    if (section !== undefined && begins(section, line, column ?? 0)) low = middle + 1;
    else high = middle;
  }
  const found = sections[low - 1];
  const next = sections[low];
  return column === null && next?.line === line && found?.line !== line ? next : found;
}

function begins(section: Section, line: number, column: number): boolean {
  return section.line < line || (section.line === line && section.column <= column);
}

function findInPlain(map: PlainMap, line: number, column: number | null): Origin | null {
  const segment = column === null ? findFirst(map, line) : traceSegment(map.trace, line, column);
  return segment === null || segment === undefined ? null : toOrigin(map, segment);
}

function findFirst(map: PlainMap, line: number): SourceMapSegment | undefined {
  return decodedMappings(map.trace)[line]?.find((segment) => segment.length > 1);
}

function toOrigin(map: PlainMap, segment: Readonly<SourceMapSegment>): Origin | null {
  const [, sourceIndex = -1, line = -1, column = -1, nameIndex = -1] = segment;
  const source = map.sources[sourceIndex];
  if (typeof source !== 'string' || source === '' || source.length > MAX_SOURCE_LENGTH) return null;
  if (!(line >= 0 && column >= 0) || /\p{Cc}/u.test(source)) return null;
  const name = map.names[nameIndex];
  const text = readLine(map.sourcesContent[sourceIndex], line);
  return {
    source,
    sourceRoot: map.sourceRoot.slice(0, MAX_SOURCE_LENGTH),
    line: line + 1,
    column: column + 1,
    ...(typeof name === 'string' && name.length <= MAX_NAME_LENGTH && { name }),
    ...(text !== null && { text }),
  };
}

function readLine(content: unknown, line: number): string | null {
  if (typeof content !== 'string') return null;
  let start = 0;
  for (let i = 0; i < line; i++) {
    start = content.indexOf('\n', start) + 1;
    if (start === 0) return null;
  }
  const end = content.indexOf('\n', start);
  return content.slice(start, Math.min(end < 0 ? Infinity : end, start + MAX_TEXT_LENGTH)).replace(/\r$/, '');
}
