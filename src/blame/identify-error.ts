import { hash } from 'node:crypto';
import { findFunctionExtent } from './find-function-extent.ts';
import { collapseSpace } from '../collapse-space.ts';

/** The line that makes an error what it is. `lines` is its whole file, null when the file could not be read. */
export type ErrorLine = {
  readonly repository: string;
  readonly path: string;
  readonly function?: string;
  readonly line: number;
  readonly code?: string;
  readonly lines: readonly string[] | null;
};

const IDENTITY_VERSION = 2;

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
  const [from, to] = findFunctionExtent(lines, at.line, at.function ?? '');
  return lines.slice(from, to).filter((line) => collapseSpace(line) === code).length > 1;
}
