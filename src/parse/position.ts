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

/** Modules of Node, Deno, Bun, Firefox and Hermes themselves, and code that has no file. */
function isRuntime(file: string): boolean {
  return OWN_MODULE.test(file) || NO_FILE.test(file) || file.endsWith('InternalBytecode.js');
}

/** `internal/…` is how Node named them before version 16. */
const OWN_MODULE =
  /^(?:node:|ext:|bun:|resource:\/\/|chrome:\/\/|internal\/(?:modules|process|timers|streams|main|bootstrap|util|fs)\b)/;
const NO_FILE =
  /^(?:<anonymous>|evalmachine\.<anonymous>|native|self-hosted|debugger eval code|\[(?:eval|worker eval|stdin)\][\w-]*)$/;
