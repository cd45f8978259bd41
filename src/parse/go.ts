import { parseGoFrame } from './go-frame.ts';
import { readPanics } from './go-panic.ts';
import type { ReportedNames } from './header.ts';
import { MAX_EXCEPTIONS, MAX_FRAMES } from './limits.ts';
import type { Frame, ThrownException } from './stack.ts';

/**
 * Reads what `runtime.Stack` and a crash print (of several goroutines the first), and the chain that `%+v` prints of
 * errors that carry their stacks (github.com/pkg/errors), the cause before the errors that wrap it.
 */
export function readGo(lines: readonly string[], reported: ReportedNames): readonly ThrownException[] {
  const header = lines.findIndex(isGoroutine);
  if (header >= 0) {
    const sections = splitSections(lines.slice(header));
    const shown = sections.find(({ frames, isSystem }) => frames.length > 0 && !isSystem) ?? sections[0];
    return readCrash(lines.slice(0, header), shown?.frames ?? [], reported);
  }
  const sections = splitSections(lines);
  const [first] = sections;
  return first?.called ? readCrash(first.text, first.frames, reported) : readChain(sections, reported);
}

/** Lines that are no frames, and the frames below them. */
type Section = {
  readonly text: string[];
  readonly frames: Frame[];
  readonly isSystem: boolean;
  called: boolean;
};

/** `goroutine 18 [chan receive, 2 minutes]:`, with `gp=0x… m=0` when the runtime's own frames are shown too. */
function isGoroutine(line: string): boolean {
  return line === RUNTIME_STACK || (/^goroutine \d{1,19} /.test(line) && /\]:?$/.test(line.slice(-2)));
}

const RUNTIME_STACK = 'runtime stack:';

function splitSections(lines: readonly string[]): readonly Section[] {
  const sections: Section[] = [startSection(false)];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const section = sections.at(-1);
    if (!section || sections.length > MAX_SECTIONS) break;
    const next = lines[index + 1];
    const parsed = next === undefined ? undefined : parseGoFrame(line, next, index + 2 === lines.length);
    if (isGoroutine(line)) sections.push(startSection(line === RUNTIME_STACK));
    else if (parsed) addFrame(sections, section, parsed);
    else if (line.trim() !== '' || section.frames.length === 0) addText(sections, section, line);
    if (parsed) index++;
  }
  return sections.filter(({ text, frames }) => frames.length > 0 || text.join('').trim() !== '');
}

/** One more than can be shown, as the first may be the runtime's. */
const MAX_SECTIONS = MAX_EXCEPTIONS + 1;

function startSection(isSystem: boolean): Section {
  return { text: [], frames: [], isSystem, called: false };
}

/** Two stacks of one chain may follow each other without a message between them; each ends with `runtime.goexit`. */
function addFrame(
  sections: Section[],
  section: Section,
  { frame, called }: { readonly frame: Frame; readonly called: boolean },
): void {
  const last = section.frames.at(-1);
  const isNext = !called && last?.module === 'runtime' && last.function === 'goexit';
  const target = isNext ? startSection(false) : section;
  if (isNext) sections.push(target);
  target.called ||= called;
  if (target.frames.length < MAX_FRAMES) target.frames.push(frame);
}

function addText(sections: Section[], section: Section, line: string): void {
  if (section.frames.length === 0) section.text.push(line);
  else if (!section.called) sections.push({ ...startSection(false), text: [line] });
}

/** Above the last `panic(…)` stand the functions that were deferred; what was thrown lies below it. */
function readCrash(
  text: readonly string[],
  frames: readonly Frame[],
  reported: ReportedNames,
): readonly ThrownException[] {
  const panics = readPanics(text, reported);
  const stacks = splitAtPanics(frames);
  return panics.slice(0, MAX_EXCEPTIONS).map((panic, index) => {
    const stack = index === panics.length - 1 ? stacks.at(-1) : stacks[index];
    const relation = index === 0 ? 'root' : 'context';
    return { ...panic, relation, frames: dropReporter(stack ?? []) };
  });
}

function splitAtPanics(frames: readonly Frame[]): readonly (readonly Frame[])[] {
  const stacks: Frame[][] = [[]];
  for (const frame of frames) {
    if (frame.function === 'panic' && frame.module === undefined) stacks.push([]);
    else stacks.at(-1)?.push(frame);
  }
  return stacks.filter((stack) => stack.length > 0);
}

/** The SDK records its own frames above those of its caller. */
function dropReporter(frames: readonly Frame[]): readonly Frame[] {
  const start = frames.findIndex((frame) => !isReporter(frame));
  return start < 0 ? frames : frames.slice(start);
}

function isReporter({ module = '', function: name }: Frame): boolean {
  if (module === 'runtime/debug') return name === 'Stack' || name === 'PrintStack';
  return module.startsWith('go.opentelemetry.io/otel/');
}

function readChain(sections: readonly Section[], reported: ReportedNames): readonly ThrownException[] {
  return sections.toReversed().map(({ text, frames }, index) => {
    const isRoot = index === 0;
    // What wraps an error prints only its own words; the reporter has the whole message.
    const message = (isRoot && reported.message) || text.join('\n').trim();
    return { type: '', message, relation: isRoot ? 'root' : 'cause', frames };
  });
}
