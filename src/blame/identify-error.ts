import { hash } from 'node:crypto';
import { collapseSpace } from './match-code-rule.ts';

/** The line that makes an error what it is. `lines` is its whole file, null when the file could not be read. */
export type ErrorLine = {
  readonly repository: string;
  readonly path: string;
  readonly function?: string;
  readonly line: number;
  readonly code?: string;
  readonly lines: readonly string[] | null;
};

const IDENTITY_VERSION = 1;

/**
 * The stable name of an error, 16 hex digits. The line's number counts only when its text is unknown or stands more
 * than once in its function, so that an edit above does not make a new error.
 */
export function identifyError(at: ErrorLine): string {
  const code = collapseSpace(at.code ?? '');
  const number = code === '' || isRepeated(at, code) ? at.line : null;
  const parts = [IDENTITY_VERSION, at.repository, at.path, at.function ?? null, code, number];
  return hash('sha256', JSON.stringify(parts)).slice(0, 16);
}

function isRepeated(at: ErrorLine, code: string): boolean {
  const lines = at.lines ?? [];
  const [from, to] = findFunction(lines, at);
  return lines.slice(from, to).filter((line) => collapseSpace(line) === code).length > 1;
}

/** The function's extent as [first, after last) by indentation; the whole file when its head cannot be found. */
function findFunction(lines: readonly string[], at: ErrorLine): readonly [number, number] {
  const name = at.function?.split(/[.\s]/).at(-1) ?? '';
  const line = at.line - 1;
  const head = name === '' ? -1 : lines.findLastIndex((text, i) => i <= line && text.includes(name));
  if (head === -1) return [0, lines.length];
  const depth = indentation(lines[head] ?? '');
  const end = lines.findIndex((text, i) => i > line && text.trim() !== '' && indentation(text) <= depth);
  return [head, end === -1 ? lines.length : end];
}

function indentation(line: string): number {
  return line.length - line.trimStart().length;
}
