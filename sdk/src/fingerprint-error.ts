import { nameErrorType } from './describe-error.ts';
import { isArray, isObject, readSafely } from './read-safely.ts';

/**
 * What the occurrences of one error have in common: type and frames of the error, of its causes and of the first members
 * of an AggregateError. Messages are left out, because they hold what differs; only what has no frames is told by it.
 */
export function fingerprintError(error: unknown): string {
  if (readSafely(error, 'cause') === undefined && readSafely(error, 'errors') === undefined) {
    return fingerprintOne(error);
  }
  return [...listErrors(error)].map(fingerprintOne).join('\n\n');
}

const MAX_ERRORS = 12;
const MAX_MEMBERS = 5;
const MAX_FRAME_CHARS = 16 * 1024;
const MAX_MESSAGE_CHARS = 200;
const FRAME = '\n    at ';

function fingerprintOne(error: unknown): string {
  if (!isObject(error)) return `${typeof error} ${String(error).slice(0, MAX_MESSAGE_CHARS)}`;
  const type = nameErrorType(error);
  const stack = readSafely(error, 'stack');
  const text = typeof stack === 'string' ? stack : '';
  const start = findFrames(text, readSafely(error, 'message'));
  if (start !== -1) return type + text.slice(start, start + MAX_FRAME_CHARS);
  return `${type} ${readText(error)}`;
}

/** A message may look like frames, so that the search starts behind it. */
function findFrames(stack: string, message: unknown): number {
  const from = typeof message === 'string' && message !== '' ? stack.indexOf(message) + message.length : 0;
  return stack.indexOf(FRAME, Math.max(from, 0));
}

function readText(error: object): string {
  const message = readSafely(error, 'message');
  return typeof message === 'string' ? message.slice(0, MAX_MESSAGE_CHARS) : '';
}

function listErrors(error: unknown): Set<unknown> {
  const found = new Set<unknown>([error]);
  for (const each of found) {
    if (found.size >= MAX_ERRORS) break;
    const cause = readSafely(each, 'cause');
    if (cause !== undefined) found.add(cause);
    const members = readSafely(each, 'errors');
    if (!isArray(members)) continue;
    for (let index = 0; index < MAX_MEMBERS; index++) {
      const member = readSafely(members, index);
      if (isObject(member)) found.add(member);
    }
  }
  return found;
}
