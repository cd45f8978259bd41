import { cutText } from './cut-text.ts';
import { describeError, isErrorLike, listClassNames, nameErrorType } from './describe-error.ts';
import { isArray, readLength, readSafely } from './read-safely.ts';
import { scrubStack, scrubText } from './scrub.ts';

/**
 * The stack of an error followed by its causes and the members of an AggregateError, in the shape of Node's
 * `util.inspect`, at most 256 KiB. Only stacks are printed: what else hangs on an error may be private. The stack of the
 * outermost error is left as it is, so that whoever else records that error writes the same. Undefined without a stack.
 */
export function formatStack(error: unknown): string | undefined {
  const walk = { left: MAX_BYTES, ancestors: new Set<unknown>([error]) };
  const stack = readStack(error, walk);
  const members = isErrorLike(error) ? printMembers(error, '', walk) : '';
  if (members === '') return stack === '' ? undefined : cutText(stack, MAX_BYTES);
  return cutText(bracketBareHeader(stack, error) + members, MAX_BYTES);
}

interface Walk {
  /** Characters that may still be read. */
  left: number;
  readonly ancestors: Set<unknown>;
}

const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 10;
const MAX_MEMBERS = 100;
/** A longer message is cut out of its stack, because the frames stand behind it. */
const MAX_MESSAGE_CHARS = 16 * 1024;
const MAX_STRING_CHARS = 1024;

function readStack(error: unknown, walk: Walk): string {
  const stack = readSafely(error, 'stack');
  const text = typeof stack === 'string' ? prepareStack(stack, error) : '';
  const read = text.slice(0, Math.max(walk.left, 0));
  walk.left -= read.length;
  return read;
}

function prepareStack(stack: string, error: unknown): string {
  const message = readSafely(error, 'message');
  return scrubStack(shortenMessage(stack, message), cutMessage(message));
}

function cutMessage(message: unknown): unknown {
  return typeof message === 'string' ? message.slice(0, MAX_MESSAGE_CHARS) : message;
}

function shortenMessage(stack: string, message: unknown): string {
  if (typeof message !== 'string' || message.length <= MAX_MESSAGE_CHARS) return stack;
  const start = stack.indexOf(message);
  if (start === -1) return stack;
  const end = start + message.length;
  return `${stack.slice(0, start)}${message.slice(0, MAX_MESSAGE_CHARS)}…${stack.slice(end)}`;
}

function printMembers(error: object, pad: string, walk: Walk): string {
  const members: string[] = [];
  const cause = readSafely(error, 'cause');
  const inner = `${pad}  `;
  if (cause !== undefined && typeof cause !== 'function')
    members.push(`[cause]: ${printValue(cause, inner, walk)}`);
  const errors = readErrors(error);
  if (errors !== undefined) members.push(`[errors]: ${printErrors(errors, inner, walk)}`);
  return members.length === 0 ? '' : ` {\n${inner}${members.join(`,\n${inner}`)}\n${pad}}`;
}

function printValue(value: unknown, pad: string, walk: Walk): string {
  if (isErrorLike(value)) return printError(value, pad, walk);
  if (typeof value === 'string') return quote(value, walk);
  if (typeof value === 'object' && value !== null) return `[${nameErrorType(value)}]`;
  return typeof value === 'function' ? '[Function]' : String(value);
}

function printError(error: object, pad: string, walk: Walk): string {
  if (walk.ancestors.has(error)) return '[Circular *1]';
  if (walk.left <= 0 || walk.ancestors.size > MAX_DEPTH) return `[${nameErrorType(error)}]`;
  walk.ancestors.add(error);
  const stack = bracketBareHeader(nameHeader(readStack(error, walk), error), error);
  const text = stack.replaceAll('\n', `\n${pad}`) + printMembers(error, pad, walk);
  walk.ancestors.delete(error);
  return text;
}

/** V8 writes the header before a class can set its name: `Error: x` for a ValidationError. */
function nameHeader(stack: string, error: object): string {
  const type = nameErrorType(error);
  const stale = listClassNames(error).find((name) => name !== type && startsWithName(stack, name));
  return stale === undefined || startsWithName(stack, type) ? stack : type + stack.slice(stale.length);
}

function startsWithName(stack: string, name: string): boolean {
  return stack.startsWith(name) && [':', '\n', undefined].includes(stack[name.length]);
}

function bracketBareHeader(stack: string, error: unknown): string {
  if (stack.includes('\n    at ')) return stack;
  if (stack !== '') return `[${stack}]`;
  const { type, message: said } = describeError(error);
  const message = scrubText(said);
  return message === '' ? `[${type}]` : `[${type}: ${message.slice(0, MAX_MESSAGE_CHARS)}]`;
}

function quote(text: string, walk: Walk): string {
  const json = JSON.stringify(scrubText(text.slice(0, MAX_STRING_CHARS))).slice(1, -1);
  walk.left -= json.length;
  return `'${json.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** The members of an AggregateError, or of any error that holds errors; a list of other things is its own business. */
function readErrors(error: object): unknown[] | undefined {
  const errors = readSafely(error, 'errors');
  if (!isArray(errors)) return undefined;
  if (listClassNames(error).includes('AggregateError')) return errors;
  return typeof readSafely(readSafely(errors, 0), 'stack') === 'string' ? errors : undefined;
}

function printErrors(errors: unknown[], pad: string, walk: Walk): string {
  const length = readLength(errors);
  const inner = `${pad}  `;
  const texts: string[] = [];
  for (let index = 0; index < Math.min(length, MAX_MEMBERS) && walk.left > 0; index++) {
    texts.push(printValue(readSafely(errors, index), inner, walk));
  }
  if (texts.length < length) texts.push(`... ${length - texts.length} more items`);
  return texts.length === 0 ? '[]' : `[\n${inner}${texts.join(`,\n${inner}`)}\n${pad}]`;
}
