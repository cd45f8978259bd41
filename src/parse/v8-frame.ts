import { MAX_FRAME_LINE_LENGTH } from './limits.ts';
import { parsePosition } from './position.ts';
import type { Frame } from './stack.ts';

/**
 * Reads one `at …` line as V8 prints it (https://v8.dev/docs/stack-trace-api), and Bun and Hermes after it. `undefined` when the line is not one,
 * which is also said of a frame that was cut before its end.
 */
export function parseV8Frame(line: string): Frame | undefined {
  if (line.length > MAX_FRAME_LINE_LENGTH) return undefined;
  const text = line.trim();
  if (!text.startsWith('at ')) return undefined;
  const isAsync = text.startsWith('at async ');
  const call = text.slice(isAsync ? 'at async '.length : 'at '.length);
  const open = call.endsWith(')') ? call.indexOf(' (') : -1;
  const name = open < 0 ? {} : functionName(call.slice(0, open));
  const place = open < 0 ? parseBarePlace(call) : parsePlace(call.slice(open + 2, -1));
  return place && { ...place, ...name, ...(isAsync && { async: true }) };
}

/** `Foo.bar [as baz]` is `Foo.bar`; Bun's `<anonymous>` is no name. */
function functionName(printed: string): Frame {
  const alias = printed.endsWith(']') ? printed.lastIndexOf(' [as ') : -1;
  const name = (alias < 0 ? printed : printed.slice(0, alias)).trim();
  return name === '' || name === '<anonymous>' ? {} : { function: name };
}

/** Without a function name only a complete place tells a frame from a line of a message, such as `at 10:30`. */
function parseBarePlace(printed: string): Frame | undefined {
  const place = hasBalancedParentheses(printed) ? parsePlace(printed) : undefined;
  return place?.line !== undefined && place.column === undefined ? undefined : place;
}

function hasBalancedParentheses(text: string): boolean {
  return text.split('(').length === text.split(')').length;
}

function parsePlace(printed: string): Frame | undefined {
  if (printed.startsWith(EVAL)) return parseEvalPlace(printed);
  if (isBuiltin(printed)) return { native: true };
  return parseWasmPlace(printed) ?? parsePosition(printed.replace(/^address at /, ''));
}

const EVAL = 'eval at ';

/** `eval at f (eval at g (/app/x.js:8:10)), <anonymous>:1:47`: the place is the outermost call of eval, in a real file. */
function parseEvalPlace(printed: string): Frame {
  let outer = printed;
  while (outer.startsWith(EVAL)) outer = outer.slice(openingOf(outer));
  const place = isBuiltin(outer.slice(0, outer.indexOf(')')))
    ? undefined
    : parsePosition(beforePlaceEnd(outer));
  return { ...(place ?? { native: true }), eval: true };
}

function beforePlaceEnd(text: string): string {
  const end = /:\d+\)/.exec(text);
  return end ? text.slice(0, end.index + end[0].length - 1) : text;
}

function openingOf(evalOrigin: string): number {
  const open = evalOrigin.indexOf(' (');
  return open < 0 ? evalOrigin.length : open + 2;
}

const BUILTINS: ReadonlySet<string> = new Set(['<anonymous>', 'native', 'unknown', 'unknown location']);

/** `index 0` is an element of Promise.all, allSettled or any. */
function isBuiltin(printed: string): boolean {
  return BUILTINS.has(printed) || /^index \d+$/.test(printed);
}

/** `wasm://wasm/main-1bbd11ae:wasm-function[3]:0x20`: there are no lines in it. */
function parseWasmPlace(printed: string): Frame | undefined {
  const at = printed.lastIndexOf(':wasm-function[');
  if (at < 0 || !/^:wasm-function\[\d+\]:0x[0-9a-f]+$/.test(printed.slice(at))) return undefined;
  return { file: printed.slice(0, at), function: printed.slice(at + 1, printed.indexOf(']', at) + 1) };
}
