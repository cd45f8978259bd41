import { cutText } from './cut-text.ts';
import { isObject, readSafely } from './read-safely.ts';
import { writeBoundedJson } from './write-bounded-json.ts';

/** What a thrown value calls itself and says. */
export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
}

/** Type and message of any thrown value, in at most 1 KiB and 64 KiB; a string thrown is its own message. */
export function describeError(error: unknown): ErrorDescription {
  return { type: nameErrorType(error), message: cutText(readMessage(error), MAX_MESSAGE_BYTES) };
}

/**
 * The class of a thrown value. A `name` that no class of its ancestry bears was given on purpose and wins, which also
 * saves the names of minified classes; `code` is never looked at.
 */
export function nameErrorType(error: unknown): string {
  if (!isObject(error)) return error === null ? 'null' : typeof error;
  const name = readSafely(error, 'name');
  const classes = listClassNames(error);
  const isGiven = typeof name === 'string' && name !== '' && !classes.includes(name);
  return cutText(isGiven && typeof error !== 'function' ? name : (classes[0] ?? 'Object'), MAX_TYPE_BYTES);
}

/** The names of the value's class and its ancestors, nearest first. */
export function listClassNames(value: object): string[] {
  const names: string[] = [];
  let prototype = readPrototype(value);
  for (let depth = 0; prototype !== null && depth < MAX_ANCESTORS; depth++) {
    const name = readSafely(readSafely(prototype, 'constructor'), 'name');
    if (typeof name === 'string' && name !== '') names.push(name);
    prototype = readPrototype(prototype);
  }
  return names;
}

/** Whether the value can be printed as an error: it has a stack or a message. */
export function isErrorLike(value: unknown): value is object {
  return typeof readSafely(value, 'stack') === 'string' || typeof readSafely(value, 'message') === 'string';
}

const MAX_TYPE_BYTES = 1024;
const MAX_MESSAGE_BYTES = 64 * 1024;
const MAX_ANCESTORS = 16;

function readPrototype(value: object): object | null {
  try {
    return Reflect.getPrototypeOf(value);
  } catch {
    return null;
  }
}

function readMessage(error: unknown): string {
  if (!isObject(error)) return String(error);
  const message = readSafely(error, 'message');
  if (typeof message === 'string') return message;
  return writeBoundedJson(message ?? error, MAX_MESSAGE_BYTES);
}
