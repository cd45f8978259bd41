import { TraceMap } from '@jridgewell/trace-mapping';
import { toDebugId } from './map-comment.ts';
import { weighJson } from './weigh-json.ts';

/** A source map that has been checked: its mappings are decoded at the first look. */
export type SourceMap = PlainMap | SectionedMap;

export type PlainMap = {
  readonly kind: 'plain';
  readonly sources: readonly unknown[];
  readonly sourcesContent: readonly unknown[];
  readonly names: readonly unknown[];
  readonly sourceRoot: string;
  readonly trace: TraceMap;
};

export type SectionedMap = { readonly kind: 'sectioned'; readonly sections: readonly Section[] };

/** 0-based; sections stand in the order of what was generated. */
export type Section = { readonly line: number; readonly column: number; readonly map: SourceMap };

export type ReadMap = {
  readonly map: SourceMap;
  readonly debugId: string | null;
  /** About how many bytes of memory it takes once it is decoded. */
  readonly weight: number;
};

const MAX_DEPTH = 8;
const JSON_LIMITS = { maxValues: 4_000_000, maxDepth: 64 };
// A map of 14 MB has 1.7 million. Each takes about fifty bytes once decoded.
const MAX_SEGMENTS = 4_000_000;
// An empty line is a list of its own; one with a single segment has room for many.
const LINE_IN_SEGMENTS = 3;
const SEGMENT_WEIGHT = 72;

/** Reads a map's JSON (https://tc39.es/ecma426/); a text says in words after "because" what is wrong with it. */
export function readMap(bytes: Uint8Array): ReadMap | string {
  const tooMuch = weighJson(bytes, JSON_LIMITS);
  if (tooMuch !== null) return tooMuch;
  const json = parseJson(bytes);
  if (json === undefined) return 'it is not JSON';
  const count = { segments: 0 };
  const map = readAny(json, MAX_DEPTH, count);
  if (typeof map === 'string') return map;
  return { map, debugId: readDebugId(json), weight: 2 * bytes.length + SEGMENT_WEIGHT * count.segments };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    // The prefix keeps browsers from running a map as a script.
    return JSON.parse(new TextDecoder().decode(bytes).replace(/^\)\]\}[^\n]{0,100}\n/, ''));
  } catch {
    return undefined;
  }
}

type Count = { segments: number };

function readAny(json: unknown, depth: number, count: Count): SourceMap | string {
  if (!isObject(json)) return 'it is not an object';
  if (depth === 0) return 'its sections are nested too deeply';
  return json['sections'] === undefined
    ? readPlain(json, count)
    : readSectioned(json['sections'], depth, count);
}

type Json = Readonly<Record<string, unknown>>;

function isObject(json: unknown): json is Json {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function readPlain(json: Json, count: Count): SourceMap | string {
  const { mappings, sources, sourceRoot } = json;
  if (json['version'] !== 3) return 'its version is not 3';
  if (typeof mappings !== 'string') return 'its mappings are not text';
  if (!Array.isArray(sources)) return 'its sources are not a list';
  if (!/^[A-Za-z0-9+/,;]*$/.test(mappings)) return 'its mappings hold what is no Base64 VLQ';
  count.segments += countSegments(mappings);
  if (count.segments > MAX_SEGMENTS) return 'it has too many mappings';
  return {
    kind: 'plain',
    sources,
    sourcesContent: toList(json['sourcesContent']),
    names: toList(json['names']),
    sourceRoot: typeof sourceRoot === 'string' ? sourceRoot : '',
    trace: new TraceMap({ version: 3, names: [], sources: [], mappings }),
  };
}

function countSegments(mappings: string): number {
  let count = 1;
  for (let i = 0; i < mappings.length; i++) {
    const code = mappings.charCodeAt(i);
    if (code === COMMA) count++;
    else if (code === SEMICOLON) count += LINE_IN_SEGMENTS;
  }
  return count;
}

const COMMA = 0x2c;
const SEMICOLON = 0x3b;

function toList(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

function readSectioned(json: unknown, depth: number, count: Count): SourceMap | string {
  if (!Array.isArray(json)) return 'its sections are not a list';
  const sections: Section[] = [];
  for (const item of json) {
    const section = readSection(item, depth, count);
    if (typeof section === 'string') return section;
    sections.push(section);
  }
  return { kind: 'sectioned', sections: sections.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

function readSection(json: unknown, depth: number, count: Count): Section | string {
  const offset = isObject(json) ? json['offset'] : undefined;
  if (!isObject(json) || !isObject(offset)) return 'a section has no offset';
  const { line, column } = offset;
  if (!isIndex(line) || !isIndex(column)) return 'the offset of a section is not two numbers';
  const map = readAny(json['map'], depth - 1, count);
  return typeof map === 'string' ? map : { line, column, map };
}

function isIndex(json: unknown): json is number {
  return Number.isSafeInteger(json) && Number(json) >= 0;
}

function readDebugId(json: unknown): string | null {
  const written = isObject(json) ? (json['debugId'] ?? json['debug_id']) : undefined;
  return typeof written === 'string' ? toDebugId(written) : null;
}
