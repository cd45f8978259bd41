import { MAX_FRAME_LINE_LENGTH } from './limits.ts';
import { parsePosition } from './position.ts';
import type { Frame } from './stack.ts';

/** `end` is the index of the header's line; `frame` is the place that was shown above it. */
export type Preamble = { readonly end: number; readonly frame?: Frame };

/**
 * Node shows the place above an error that kills it and above a SyntaxError: `file:line`, the line of code, carets and an
 * empty line. For a SyntaxError it is the only mention of the file that cannot be read.
 */
export function readPreamble(lines: readonly string[]): Preamble {
  const start = Math.max(
    0,
    lines.findIndex((line) => line.trim() !== ''),
  );
  const [place = '', code = '', carets = '', empty] = lines.slice(start, start + 4);
  const frame =
    place.length > MAX_FRAME_LINE_LENGTH || place.includes(': ') ? undefined : parsePosition(place);
  if (!frame || empty !== '' || !/^\s*\^+$/.test(carets)) return { end: start };
  return { end: start + 4, frame: { ...frame, column: carets.indexOf('^') + 1, text: code.trim() } };
}
