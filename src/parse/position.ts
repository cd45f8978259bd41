import { cleanPath } from './printed-path.ts';
import type { Frame } from './stack.ts';

/** `file:line:column` or `file:line` as JavaScript engines print it; `undefined` when it is neither. */
export function parsePosition(printed: string): Frame | undefined {
  const last = takeNumber(printed);
  if (last === undefined) return undefined;
  const previous = takeNumber(last.before);
  const file = previous?.before ?? last.before;
  if (file === '') return undefined;
  const position = previous ? { line: previous.value, column: last.value } : { line: last.value };
  return { file: cleanPath(file), ...position, ...(isRuntime(file) && { native: true }) };
}

function takeNumber(text: string): { readonly before: string; readonly value: number } | undefined {
  const colon = text.lastIndexOf(':');
  const digits = text.slice(colon + 1);
  if (colon < 0 || !/^\d{1,9}$/.test(digits)) return undefined;
  return { before: text.slice(0, colon), value: Number(digits) };
}

/** Node's and Deno's own modules, and code that has no file. */
function isRuntime(file: string): boolean {
  return /^(?:node:|ext:|<anonymous>$|evalmachine\.<anonymous>$|\[eval\])/.test(file);
}
