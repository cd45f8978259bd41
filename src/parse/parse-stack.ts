import { readDotnet } from './dotnet.ts';
import { readDart } from './dart.ts';
import { readErlang } from './erlang.ts';
import { readGo } from './go.ts';
import { readHeader, type ReportedNames } from './header.ts';
import { readJava } from './java.ts';
import { readJavaScript } from './javascript.ts';
import { MAX_EXCEPTIONS, MAX_FRAMES } from './limits.ts';
import { readPhp } from './php.ts';
import { readPython } from './python.ts';
import { readRuby } from './ruby.ts';
import { readRust } from './rust.ts';
import type { ParsedStack, ThrownException } from './stack.ts';
import { readSwift } from './swift.ts';
import { readTraceLines } from './trace-lines.ts';

/** `language` is `telemetry.sdk.language`; `type` and `message` are those reported beside the stack trace. */
export type StackHints = ReportedNames & { readonly language?: string };

/** One language's way of printing a stack trace. It never throws; a foreign text gives it no frames. */
type Reader = {
  readonly languages: readonly string[];
  readonly read: (lines: readonly string[], reported: ReportedNames) => readonly ThrownException[];
};

/** All that can be read. */
export const READERS: readonly Reader[] = [
  // V8 prints its bare places as Rust does: of two readings with as many frames the first is taken.
  { languages: ['rust'], read: readRust },
  { languages: ['nodejs', 'webjs', 'javascript'], read: readJavaScript },
  { languages: ['python'], read: readPython },
  { languages: ['go'], read: readGo },
  { languages: ['erlang', 'elixir'], read: readErlang },
  { languages: ['swift'], read: readSwift },
  { languages: ['dart'], read: readDart },
  { languages: ['java'], read: readJava },
  { languages: ['php'], read: readPhp },
  { languages: ['dotnet'], read: readDotnet },
  { languages: ['ruby'], read: readRuby },
];

/**
 * Reads a printed stack trace of any size in linear time: in the language named, or, where none is known or it reads no
 * frame, in the one that reads most frames. Never throws. Gives at most 50 exceptions with 1,000 frames in all, the
 * innermost of each.
 */
export function parseStack(text: string, options: StackHints): ParsedStack {
  if (text.trim() === '') return { exceptions: [] };
  const lines = readTraceLines(text);
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
  const sample = takeSample(lines);
  const candidates = READERS.filter((reader) => reader !== tried).map(({ read }) => {
    return { read, frames: countFrames(read(sample, reported)) };
  });
  const most = Math.max(...candidates.map(({ frames }) => frames));
  return most > 0 ? candidates.find(({ frames }) => frames === most)?.read(lines, reported) : undefined;
}

const SAMPLE_LINES = 200;
const SAMPLE_CHARACTERS = 2_000;

/** The shape shows where a trace begins or, below a long message, where it ends; so a huge text is not read by all. */
function takeSample(lines: readonly string[]): readonly string[] {
  const some =
    lines.length <= 2 * SAMPLE_LINES
      ? lines
      : [...lines.slice(0, SAMPLE_LINES), ...lines.slice(-SAMPLE_LINES)];
  return some.map((line) => line.slice(0, SAMPLE_CHARACTERS));
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
