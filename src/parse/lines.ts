import { MAX_STACK_LENGTH, MAX_STACK_LINES } from './limits.ts';
import { dropTerminalCodes } from './terminal-codes.ts';

/**
 * The lines of a text of at most 1 MiB (a longer one is cut at a line end), the first 65,536 of them, without their CRLF or
 * LF, terminal colours, NULs, and the invisible characters at their beginnings.
 */
export function splitLines(text: string): string[] {
  const printed = dropTerminalCodes(cutAtLineEnd(text)).replaceAll('\0', '');
  return splitAtLineEnds(printed).map(showIndent);
}

/** How many spaces or tabs a line begins with. */
export function indentOf(line: string): number {
  let indent = 0;
  while (line[indent] === ' ' || line[indent] === '\t') indent++;
  return indent;
}

function cutAtLineEnd(text: string): string {
  if (text.length <= MAX_STACK_LENGTH) return text;
  const end = text.lastIndexOf('\n', MAX_STACK_LENGTH);
  return text.slice(0, end < 0 ? MAX_STACK_LENGTH : end);
}

/** Windows' line ends, also those written twice (`\r\r\n`), and a lone `\r` where there is no other. */
function splitAtLineEnds(text: string): string[] {
  if (!text.includes('\r')) return text.split('\n', MAX_STACK_LINES);
  return text.includes('\n')
    ? text.split('\n', MAX_STACK_LINES).map(dropCarriageReturns)
    : text.split('\r', MAX_STACK_LINES);
}

function dropCarriageReturns(line: string): string {
  let end = line.length;
  while (line[end - 1] === '\r') end--;
  return line.slice(0, end);
}

/** Pages that a trace was copied from indent with no-break spaces and put zero-width marks before a line. */
function showIndent(line: string): string {
  const [indent = ''] = /^[ \t\u00a0\u200b\u200e\u200f\u2060\ufeff]*/.exec(line) ?? [];
  if (/^[ \t]*$/.test(indent)) return line;
  const shown = indent.replaceAll('\u00a0', ' ').replace(/[\u200b\u200e\u200f\u2060\ufeff]/g, '');
  return shown + line.slice(indent.length);
}
