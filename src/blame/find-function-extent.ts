import { findClosingBrace } from './find-closing-brace.ts';
import { findDefinitions, type Definition } from './find-definitions.ts';
import { measureBlock, measureIndent } from './measure-block.ts';
import { toPlainFunctionName } from '../plain-function-name.ts';

/** A function as indexes of lines from 0: the first, and the one after the last. */
export type Extent = readonly [first: number, afterLast: number];

// Each may be measured to the end of the file.
const MAX_DEFINITIONS = 16;

/**
 * The function that a trace's line (from 1) and function name mean; the whole file when no function of that name has the
 * line. Good for blocks in braces, by indentation and with `end`.
 */
export function findFunctionExtent(lines: readonly string[], line: number, functionName: string): Extent {
  const extents = listFunctionExtents(lines, line, functionName);
  return extents.findLast((extent) => includesLine(extent, line)) ?? [0, lines.length];
}

/** Every function of that name, near the line first when there are very many, in their order in the file. */
export function listFunctionExtents(
  lines: readonly string[],
  line: number,
  functionName: string,
): readonly Extent[] {
  const found = findDefinitions(lines, line - 1, toPlainFunctionName(functionName));
  const near = found
    .toSorted((a, b) => Math.abs(a.line - line) - Math.abs(b.line - line))
    .slice(0, MAX_DEFINITIONS)
    .toSorted((a, b) => a.line - b.line);
  return near.map((definition) => [definition.line, measure(lines, definition)]);
}

/** Whether a line, counted from 1, is in the function. */
export function includesLine([first, afterLast]: Extent, line: number): boolean {
  return line - 1 >= first && line - 1 < afterLast;
}

// Where braces and indentation disagree a string or a comment was misread, and indentation is right.
function measure(lines: readonly string[], { line, opensAt }: Definition): number {
  if (opensAt === null) return measureBlock(lines, line);
  const closing = findClosingBrace(lines, opensAt);
  const isAligned = measureIndent(lines[closing] ?? '') === measureIndent(lines[line] ?? '');
  return closing !== -1 && (isAligned || closing === opensAt.line) ? closing + 1 : measureBlock(lines, line);
}
