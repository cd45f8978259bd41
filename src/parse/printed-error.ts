import { readHeader } from './header.ts';
import { MAX_EXCEPTIONS } from './limits.ts';
import { indentOf } from './lines.ts';
import type { PrintedError } from './matching-lines.ts';
import type { Relation } from './stack.ts';

/** An error of which some lines have been read. */
export type ErrorBeingRead = PrintedError & {
  readonly header: string[];
  /** Where its header line begins; missing when it does not hang inside another error's braces. */
  readonly indent?: number;
  readonly parent?: ErrorBeingRead;
  stage: 'header' | 'frames' | 'properties' | 'closed';
  /** Inside `[errors]: [`. */
  listing: boolean;
};

/** All errors in the order of their headers, and the one the next line belongs to. */
export type Reading = { readonly errors: ErrorBeingRead[]; current: ErrorBeingRead };

/** A reading in which the header of the root error comes next. */
export function startReading(): Reading {
  const root: ErrorBeingRead = { relation: 'root', header: [], frames: [], stage: 'header', listing: false };
  return { errors: [root], current: root };
}

/** Makes a child of the current error the current one; beyond 50 errors the rest of the text is not read. */
export function startChild(reading: Reading, relation: Relation, header: string, indent?: number): void {
  const parent = reading.current;
  if (reading.errors.length >= MAX_EXCEPTIONS) {
    parent.stage = 'closed';
    return;
  }
  const place = indent === undefined ? {} : { indent };
  reading.current = { relation, parent, ...place, header: [], frames: [], stage: 'header', listing: false };
  reading.errors.push(reading.current);
  if (header !== '') addHeaderLine(reading.current, header);
}

/**
 * Adds a line of `Type: message`. `util.inspect` puts an error without frames into brackets, which also tell where its
 * message ends: `[Error: gone] {`.
 */
export function addHeaderLine(error: ErrorBeingRead, line: string): void {
  const text = line.slice(Math.min(error.indent ?? 0, indentOf(line)));
  error.header.push(text);
  const end = error.header[0]?.startsWith('[') ? bracketEnd(text) : 0;
  if (end === 0) return;
  error.stage = text.endsWith(' {') ? 'properties' : 'frames';
  error.header[error.header.length - 1] = text.slice(0, end);
}

/** Reads a line inside the braces after an error's frames: opens its cause and the members of a group. */
export function readProperty(reading: Reading, line: string): void {
  const error = reading.current;
  const indent = indentOf(line);
  const depth = indent - (error.indent ?? 0);
  const text = line.slice(indent);
  if (depth === 0) error.stage = 'closed';
  else if (depth === 2) readOwnProperty(reading, text, indent);
  else if (depth === 4 && error.listing) startNested(reading, 'group', text, indent);
}

/** Goes back to the error in whose braces a line with this indent stands. */
export function leaveErrors(reading: Reading, indent: number): void {
  let error = reading.current;
  while (error.parent && error.indent !== undefined && indent <= error.indent) error = error.parent;
  reading.current = error;
}

/** Where `]`, `],`, `] {`, `] { code: 'X' }` or the last with a comma begins to close a line, or 0. */
function bracketEnd(text: string): number {
  const line = text.endsWith(',') ? text.slice(0, -1) : text;
  if (line.endsWith(']')) return line.length;
  return line.endsWith('{') || line.endsWith('}') ? line.lastIndexOf('] {') + 1 : 0;
}

function readOwnProperty(reading: Reading, text: string, indent: number): void {
  const [, key, value = ''] = /^\[?(cause|errors)\]?: (.*)$/.exec(text) ?? [];
  reading.current.listing = key === 'errors' && value === '[';
  if (key === 'cause') startNested(reading, 'cause', value, indent);
}

/** Any value can be a cause; only what reads like an error is one here. */
function startNested(reading: Reading, relation: Relation, text: string, indent: number): void {
  const bracket = text.startsWith('[') ? text.indexOf(']') : -1;
  const { type } = readHeader(text.slice(text.startsWith('[') ? 1 : 0, bracket < 0 ? undefined : bracket));
  if (type !== undefined && !NOT_ERRORS.has(type)) startChild(reading, relation, text, indent);
}

/** What `util.inspect` prints for values below its depth, and words that could be a class's name. */
const NOT_ERRORS: ReadonlySet<string> = new Set([
  'Object',
  'Array',
  'null',
  'undefined',
  'true',
  'false',
  'NaN',
  'Infinity',
]);
