import type { ReportedNames } from './header.ts';
import { MAX_FRAMES } from './limits.ts';
import { parseRustName, parseRustPlace, toRustFrame } from './rust-frame.ts';
import { isRustPanic, readRustChain, readRustPanic, type RustHeader } from './rust-header.ts';
import type { Frame, ThrownException } from './stack.ts';

/**
 * Reads `std::backtrace::Backtrace` alone, below a panic's message, and below the chain that anyhow prints, where it
 * belongs to the root cause.
 */
export function readRust(lines: readonly string[], reported: ReportedNames): readonly ThrownException[] {
  const start = Math.max(0, lines.findIndex(isRustPanic));
  const isPanic = isRustPanic(lines[start] ?? '');
  const end = findBacktrace(lines, start, isPanic);
  const header = isPanic ? readRustPanic(lines.slice(start, end)) : readRustChain(lines.slice(0, end));
  const frames = readFrames(lines, end);
  const shown = frames.length > 0 ? frames : readDebugged(lines);
  return toChain(isPanic && reported.type ? { ...header, type: '' } : header, shown);
}

/** Where the title or, if there is none, the first frame stands. A panic's message may hold lines that look like frames. */
function findBacktrace(lines: readonly string[], start: number, isPanic: boolean): number {
  const title = lines.findIndex((line, index) => index >= start && /^stack backtrace:$/i.test(line.trim()));
  const beginning = lines.findIndex((line) => line.trim() !== '');
  const first =
    title < 0 && !isPanic
      ? lines.findIndex((_, index) => isFirstFrame(lines, index, index === beginning))
      : title;
  if (first >= 0) return first;
  const debugged = isPanic ? -1 : lines.findIndex((line) => line.includes(DEBUGGED));
  return debugged < 0 ? lines.length : debugged;
}

/** Frames without places are told from a numbered list only where the text begins with them. */
function isFirstFrame(lines: readonly string[], at: number, isBeginning: boolean): boolean {
  const first = parseRustName(lines[at] ?? '');
  if (!first) return false;
  const next = lines[at + 1] ?? '';
  if (parseRustPlace(next, at + 2 >= lines.length)) return true;
  const isListed = first.name.includes('::') && parseRustName(next)?.name.includes('::') === true;
  return isBeginning && first.index === 0 && isListed;
}

function readFrames(lines: readonly string[], start: number): readonly Frame[] {
  const frames: Frame[] = [];
  for (let index = start; index < lines.length - 1 && frames.length < MAX_FRAMES; index++) {
    const name = parseRustName(lines[index] ?? '');
    const place = parseRustPlace(lines[index + 1] ?? '', index + 2 === lines.length);
    const isCut = !place && index + 2 === lines.length && /^\s*at /.test(lines[index + 1] ?? '');
    if (name && !isCut) frames.push(toRustFrame(name.name, place));
    else if (isRustPanic(lines[index] ?? '')) break;
  }
  return frames;
}

/** `Backtrace [{ fn: "shop::main", file: "./src/main.rs", line: 19 }, …]`, which `{:?}` prints. */
function readDebugged(lines: readonly string[]): readonly Frame[] {
  const frames: Frame[] = [];
  for (const part of lines.join('\n').split(DEBUGGED).slice(1, MAX_FRAMES)) {
    const [name = '', , file, rest = ''] = part.split('"', 4);
    const [, line] = /^, line: (\d{1,9}) \}/.exec(rest) ?? [];
    if (file !== undefined && line !== undefined)
      frames.push(toRustFrame(name, { file, line: Number(line) }));
  }
  return frames;
}

const DEBUGGED = '{ fn: "';

function toChain(
  { type, messages, place }: RustHeader,
  frames: readonly Frame[],
): readonly ThrownException[] {
  const isNamed = frames.some((frame) => isSamePlace(frame, place));
  const all = place && !isNamed ? [place, ...frames] : frames;
  return messages.map((message, index) => ({
    type: index === 0 ? type : '',
    message,
    relation: index === 0 ? 'root' : 'cause',
    frames: index === messages.length - 1 ? all : [],
  }));
}

/** A backtrace prints `./src/main.rs` or a whole path where the panic's own place is `src/main.rs`. */
function isSamePlace(frame: Frame, place: Frame | undefined): boolean {
  return place?.file !== undefined && frame.line === place.line && frame.file?.endsWith(place.file) === true;
}
