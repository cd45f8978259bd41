import { MAX_STACK_LENGTH } from './limits.ts';

/** The lines of a stack trace of at most 1 MiB (a longer one is cut at a line end), without their CRLF or LF. */
export function splitLines(text: string): string[] {
  const lines = cutAtLineEnd(text).split('\n');
  return text.includes('\r') ? lines.map(dropCarriageReturn) : lines;
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

function dropCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
