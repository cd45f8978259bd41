import { readHeader, type ReportedNames } from './header.ts';
import { readJavaScript } from './javascript.ts';
import { MAX_EXCEPTIONS, MAX_FRAMES } from './limits.ts';
import { splitLines } from './lines.ts';
import { readPython } from './python.ts';
import type { ParsedStack, ThrownException } from './stack.ts';

/** `language` is `telemetry.sdk.language`; `type` and `message` are those reported beside the stack trace. */
export type StackHints = ReportedNames & { readonly language?: string };

/** One language's way of printing a stack trace. It never throws; a foreign text gives it no frames. */
type Reader = {
  readonly languages: readonly string[];
  readonly read: (lines: readonly string[], reported: ReportedNames) => readonly ThrownException[];
};

const READERS: readonly Reader[] = [
  { languages: ['nodejs', 'webjs', 'javascript'], read: readJavaScript },
  { languages: ['python'], read: readPython },
];

/**
 * Reads a printed stack trace of any size in linear time: in the language named, or, where none is known or it reads no
 * frame, in the one that reads most frames. Never throws. Gives at most 50 exceptions with 1,000 frames in all, the
 * innermost of each.
 */
export function parseStack(text: string, options: StackHints): ParsedStack {
  if (text.trim() === '') return { exceptions: [] };
  const lines = splitLines(text);
  const named = READERS.find(({ languages }) => languages.includes(options.language ?? ''));
  const read = named?.read(lines, options) ?? [];
  const best = countFrames(read) > 0 ? read : (readByShape(lines, options, named) ?? read);
  const exceptions = best.length > 0 ? best : readHeaderOnly(lines, options);
  return { exceptions: limitFrames(nameRoot(exceptions.slice(0, MAX_EXCEPTIONS), options)) };
}

function countFrames(exceptions: readonly ThrownException[]): number {
  return exceptions.reduce((sum, { frames }) => sum + frames.length, 0);
}

function readByShape(
  lines: readonly string[],
  reported: ReportedNames,
  tried: Reader | undefined,
): readonly ThrownException[] | undefined {
  const readings = READERS.filter((reader) => reader !== tried).map(({ read }) => read(lines, reported));
  const most = Math.max(...readings.map(countFrames));
  return most > 0 ? readings.find((exceptions) => countFrames(exceptions) === most) : undefined;
}

/** Of a language that cannot be read yet only the first line is understood. */
function readHeaderOnly(lines: readonly string[], reported: ReportedNames): readonly ThrownException[] {
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const { type = '', message } = readHeader(first.trim(), reported);
  return [{ type, message: reported.message || message, relation: 'root', frames: [] }];
}

/** Without frames and without a type there is no exception, only text. */
function nameRoot(
  exceptions: readonly ThrownException[],
  reported: ReportedNames,
): readonly ThrownException[] {
  const [root, ...others] = exceptions;
  if (!root) return [];
  const type = root.type || (reported.type ?? '');
  if (type === '' && countFrames(exceptions) === 0) return [];
  return [{ ...root, type, message: root.message || (reported.message ?? ''), relation: 'root' }, ...others];
}

function limitFrames(exceptions: readonly ThrownException[]): readonly ThrownException[] {
  if (countFrames(exceptions) <= MAX_FRAMES) return exceptions;
  const share = Math.floor(MAX_FRAMES / exceptions.length);
  return exceptions.map((exception) => ({ ...exception, frames: exception.frames.slice(0, share) }));
}
