import type { ReportedNames } from './header.ts';
import { MAX_FRAMES } from './limits.ts';
import type { Frame, ThrownException } from './stack.ts';
import { parseSwiftFrame } from './swift-frame.ts';
import { readSwiftHeader } from './swift-header.ts';

/**
 * Reads `Thread.callStackSymbols`, the thread that crashed in a crash report, and what Swift's runtime prints when a
 * program dies. Lines without a file have to be found by their address.
 */
export function readSwift(lines: readonly string[], reported: ReportedNames): readonly ThrownException[] {
  const crashed = lines.findIndex(isCrashedThread);
  const first = lines.findIndex((line, index) => index > crashed && parseSwiftFrame(line) !== undefined);
  const end = crashed < 0 ? first : crashed;
  const { type, message, place } = readSwiftHeader(end < 0 ? lines : lines.slice(0, end), crashed >= 0);
  const frames = first < 0 ? [] : readFrames(lines, first);
  const isPlaced = frames.some(({ file }) => file !== undefined) || place?.file?.startsWith('Swift/');
  return [
    {
      type: reported.type ? '' : type,
      message,
      relation: 'root',
      frames: place && !isPlaced ? [place, ...frames] : frames,
    },
  ];
}

/** `Thread 0 "main" crashed:`, `Thread 3 Crashed:: Dispatch queue: …` */
function isCrashedThread(line: string): boolean {
  return /^Thread \d{1,9}\b/.test(line) && /\scrashed:/i.test(line.slice(0, 512));
}

/** Another thread begins with its title or counts from 0 again. */
function readFrames(lines: readonly string[], start: number): readonly Frame[] {
  const frames: Frame[] = [];
  for (let index = start; index < lines.length && frames.length < MAX_FRAMES; index++) {
    const line = lines[index] ?? '';
    const read = parseSwiftFrame(line);
    const last = frames.at(-1);
    if (/^Thread \d/.test(line) || (read?.index === 0 && last)) break;
    if (read && !isCut(lines, index, read.frame)) frames.push(read.frame);
    else if (last) addText(frames, last, line);
  }
  return frames;
}

/** The last line may have lost digits of its column or offset; without a column it may be the line's number. */
function isCut(lines: readonly string[], index: number, { file, column }: Frame): boolean {
  const isClosed = /[)\]]$/.test(lines[index] ?? '');
  return index === lines.length - 1 && !isClosed && file !== undefined && column === undefined;
}

/** ` *  12│   pay()` is the code of the frame above it. */
function addText(frames: Frame[], last: Frame, line: string): void {
  const [mark, number] = /^\s{0,16}\*\s{1,16}(\d{1,9})│/.exec(line) ?? [];
  const isCode = mark !== undefined && Number(number) === last.line;
  if (isCode) frames[frames.length - 1] = { ...last, text: line.slice(mark.length).trim() };
}
