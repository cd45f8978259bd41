import { collapseSpace } from '../collapse-space.ts';

/** A file as it ran and as it is now. `line` counts from 1 in what ran. */
export type TwoVersions = {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly line: number;
};

/** Whether a line's text is in its file as often as before, less often (or nobody can tell), or no more. */
export type Standing = 'stands' | 'fewer' | 'gone';

/**
 * Looks for a line's text in the whole of its file, white space aside, and over several lines for what a formatter has
 * wrapped. Of lines that read the same nobody can tell which one went, so that they are counted.
 */
export function findStanding({ before, after, line }: TwoVersions): Standing {
  const wanted = collapseSpace(before[line - 1] ?? '');
  if (wanted === '') return 'fewer';
  const left = countLines(after, wanted);
  if (left >= countLines(before, wanted)) return 'stands';
  if (left > 0) return 'fewer';
  return isWrapped(after, squeeze(wanted)) ? 'stands' : 'gone';
}

// A line that was longer than this has been wrapped by nobody.
const MAX_ROWS = 100;

function countLines(lines: readonly string[], wanted: string): number {
  return lines.filter((line) => collapseSpace(line) === wanted).length;
}

/** Whether whole lines, one after the other, make up the text; all without white space. */
function isWrapped(lines: readonly string[], wanted: string): boolean {
  const rows = lines.map(squeeze).filter((row) => row !== '');
  return rows.some((_, first) => {
    let at = 0;
    for (const row of rows.slice(first, first + MAX_ROWS)) {
      const length = measureMatch(row, wanted, at);
      if (length === 0) return false;
      at += length;
      if (at === wanted.length) return true;
    }
    return false;
  });
}

// Formatters put a comma behind the last of several lines.
function measureMatch(row: string, wanted: string, at: number): number {
  if (wanted.startsWith(row, at)) return row.length;
  const end = at + row.length - 1;
  const isLast = row.endsWith(',') && /[)\]}]/.test(wanted.charAt(end));
  return isLast && wanted.startsWith(row.slice(0, -1), at) ? row.length - 1 : 0;
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}
