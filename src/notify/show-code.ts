import type { Occurrence } from '../aggregate/occurrence.ts';
import type { Excerpt } from '../git/excerpt.ts';
import { cleanLines } from './clean-text.ts';
import type { Limits } from './limits.ts';

/** A line of code as shown; what all lines are indented by is left out. */
export type CodeRow = { readonly line: number; readonly text: string; readonly blamed: boolean };

/** The blamed line with the lines around it, or alone where git has nothing to show. */
export function showCode(
  blamed: Occurrence['blamed'],
  excerpt: Excerpt | null,
  limits: Limits,
): readonly CodeRow[] {
  const lines = excerpt?.lines ?? (blamed.code === undefined ? [] : [blamed.code]);
  const firstLine = excerpt?.firstLine ?? blamed.line;
  const texts = lines.map((text) => cleanLines(text, limits.codeLine).join(' '));
  const rows = dedent(texts).map((text, i) => ({
    line: firstLine + i,
    text,
    blamed: firstLine + i === blamed.line,
  }));
  return rows.slice(rows.findIndex(isTelling), rows.findLastIndex(isTelling) + 1);
}

function isTelling({ text, blamed }: CodeRow): boolean {
  return text !== '' || blamed;
}

function dedent(lines: readonly string[]): readonly string[] {
  const depths = lines.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const common = depths.length === 0 ? 0 : Math.min(...depths);
  return lines.map((line) => line.slice(common));
}
