import { indentOf, splitLines } from './lines.ts';
import { dropLogPrefixes } from './log-prefix.ts';
import { unescapeText } from './unescape-text.ts';

/**
 * The lines of a stack trace as its runtime printed them: without what logs and terminals did to them. A message keeps
 * its words: what comes off stands before every line, or cannot be seen.
 */
export function readTraceLines(text: string): readonly string[] {
  return dropCommonIndent(dropLogPrefixes(splitLines(unescapeText(text))));
}

/** Only where the first line is no frame and others stand deeper, as frames do below their header. */
function dropCommonIndent(lines: readonly string[]): readonly string[] {
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const indent = first.slice(0, indentOf(first));
  if (indent === '' || FRAME_MARK.test(first.trimStart())) return lines;
  const printed = lines.filter((line) => line.trim() !== '');
  if (!printed.every((line) => line.startsWith(indent))) return lines;
  if (!printed.some((line) => indentOf(line) > indent.length)) return lines;
  return lines.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
}

/** How frames and the gutters of Python's groups begin. */
const FRAME_MARK = /^(?:at |from |File "|[+|#(]|\d)/;
