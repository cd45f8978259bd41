import type { ReportedNames } from './header.ts';
import { MAX_EXCEPTIONS, MAX_FRAME_LINE_LENGTH, MAX_FRAMES } from './limits.ts';
import { splitPhpName } from './php-frame.ts';
import type { Frame, ThrownException } from './stack.ts';

/** Whether a line is one of `#0 /app/x.php(12): f()`, `#1 [internal function]: f()` and `#2 {main}`. */
export function isPhpTraceLine(line: string): boolean {
  return parseTraceLine(line) !== undefined || parseDiagnostic(line) !== undefined;
}

/**
 * Reads what `Throwable::__toString` and a dying process print. Line `#n` says where the function that it names was
 * called, so the place of the throw stands in the header. The cause is printed before the exception it led to (`Next`).
 */
export function readPhpTrace(lines: readonly string[], reported: ReportedNames): readonly ThrownException[] {
  const sections: Section[] = [startSection()];
  for (const line of lines) {
    const current = sections.at(-1);
    if (current) readLine(current, sections, line);
  }
  dropCutHeader(sections, reported);
  const [root, ...causes] = sections.slice(-MAX_EXCEPTIONS).toReversed().map(finish);
  return root ? [{ ...root, relation: 'root' }, ...causes] : [];
}

type Section = {
  readonly header: string[];
  readonly calls: Call[];
  /** The header is whole once `Stack trace:` has been read. */
  stage: 'header' | 'title' | 'calls';
};

/** A call that was being made, and where. */
type Call = { readonly place: Frame; readonly callee: string };

function startSection(): Section {
  return { header: [], calls: [], stage: 'header' };
}

function readLine(current: Section, sections: Section[], line: string): void {
  const call = parseTraceLine(line);
  if (call) {
    current.stage = 'calls';
    if (current.calls.length <= MAX_FRAMES) current.calls.push(call);
  } else if (current.stage === 'calls' && line.startsWith('Next ')) {
    const next = startSection();
    next.header.push(line.slice('Next '.length));
    sections.push(next);
  } else if (current.stage === 'header') readHeaderLine(current, line);
}

function readHeaderLine(section: Section, line: string): void {
  if (line.trim() === 'Stack trace:') section.stage = 'title';
  else section.header.push(line);
}

/** Of an exception whose header was cut off nothing is known, unless the reporter named it. */
function dropCutHeader(sections: Section[], reported: ReportedNames): void {
  const isCut = sections.length > 1 && sections.at(-1)?.stage === 'header';
  if (isCut) sections.pop();
  if (isCut && (reported.type || reported.message)) sections.push(startSection());
}

function parseTraceLine(line: string): Call | undefined {
  if (line === '' || line.length > MAX_FRAME_LINE_LENGTH) return undefined;
  const [, rest] = /^\s*#\d{1,6} (.+)$/.exec(line) ?? [];
  if (rest === undefined) return undefined;
  if (rest === '{main}') return { place: {}, callee: rest };
  const isInternal = rest.startsWith(INTERNAL);
  const end = isInternal ? INTERNAL.length - PLACE_END.length : rest.indexOf(PLACE_END);
  if (end < 0) return undefined;
  const callee = calleeOf(rest.slice(end + PLACE_END.length));
  const place = isInternal ? { native: true } : parseCallPlace(rest.slice(0, end));
  return callee === undefined || place === undefined ? undefined : { place, callee };
}

const PLACE_END = '): ';
const INTERNAL = '[internal function]: ';

/** `/app/x.php(12`, and `/app/x.php(12) : eval()'d code(1`, whose real file is the first. */
function parseCallPlace(printed: string): Frame | undefined {
  const made = printed.indexOf(") : eval()'d code");
  const place = made < 0 ? printed : printed.slice(0, made);
  const open = place.lastIndexOf('(');
  const digits = place.slice(open + 1);
  if (open < 1 || !/^\d{1,9}$/.test(digits)) return undefined;
  return { file: place.slice(0, open), line: Number(digits), ...(made >= 0 && { eval: true }) };
}

/** Without its arguments; a name that was cut before them is not whole. */
function calleeOf(printed: string): string | undefined {
  const closure = printed.indexOf('{closure');
  const start = closure < 0 ? 0 : Math.max(0, printed.indexOf('}', closure));
  const open = printed.indexOf('(', start);
  return open < 1 ? undefined : printed.slice(0, open);
}

function finish({ header, calls, stage }: Section): ThrownException {
  const { type, message, place } = readPhpHeader(header, stage !== 'header');
  const places = [...(place ? [place] : []), ...calls.map((call) => call.place)];
  const callees = place ? calls : calls.slice(1);
  const frames = places.map((frame, index) => ({ ...frame, ...nameOf(callees[index]?.callee) }));
  const known = frames.filter(({ file, native }) => file !== undefined || native === true);
  return { type, message, relation: 'cause', frames: known.slice(0, MAX_FRAMES) };
}

function nameOf(callee: string | undefined): Frame {
  return callee === undefined ? {} : splitPhpName(callee, '\\');
}

type PhpHeader = { readonly type: string; readonly message: string; readonly place?: Frame };

/** `Shop\Boom: message in /app/x.php:12`; the message may be empty or span lines. */
function readPhpHeader(header: readonly string[], isWhole: boolean): PhpHeader {
  const diagnostic = parseDiagnostic(header.find((line) => line.trim() !== '') ?? '');
  if (diagnostic) return diagnostic;
  const text = header.join('\n').trim().replace(UNCAUGHT, '');
  const at = isWhole ? text.lastIndexOf(' in ') : -1;
  const [, file, line] = at < 0 ? [] : (/^(.+):(\d{1,9})$/s.exec(text.slice(at + ' in '.length)) ?? []);
  const place = file === undefined || file.includes('\n') ? undefined : placeOf(file, line);
  const said = place ? text.slice(0, at) : text;
  const [, type, message = ''] = /^([\p{L}_\\][\p{L}\p{N}_\\@]{0,255})(?::(?: |$)|$)(.*)$/su.exec(said) ?? [];
  return { type: type ?? '', message: type === undefined ? said : message, ...(place && { place }) };
}

const UNCAUGHT = /^(?:\[[^\]\n]{1,64}\] )?(?:PHP )?(?:Fatal error: {1,2})?Uncaught /;

/** `PHP Parse error:  unexpected token in /app/x.php on line 3` has no trace. */
function parseDiagnostic(line: string): PhpHeader | undefined {
  if (line === '' || line.length > MAX_FRAME_LINE_LENGTH) return undefined;
  const [, type, rest = ''] = DIAGNOSTIC.exec(line) ?? [];
  const at = rest.lastIndexOf(' in ');
  const [, file = '', number] = /^(.+) on line (\d{1,9})$/.exec(rest.slice(at + ' in '.length)) ?? [];
  if (type === undefined || at < 0 || number === undefined) return undefined;
  return { type, message: rest.slice(0, at), place: placeOf(file, number) };
}

const DIAGNOSTIC =
  /^(?:\[[^\]]{1,64}\] )?(?:PHP )?((?:Fatal|Parse|Recoverable fatal) error|Warning|Notice|Deprecated): {1,2}(.*)$/;

function placeOf(printed: string, line: string | undefined): Frame {
  const made = printed.indexOf('(');
  const isEval = made > 0 && printed.includes(") : eval()'d code", made);
  if (!isEval) return { file: printed, line: Number(line) };
  const [, number] = /^\((\d{1,9})\)/.exec(printed.slice(made)) ?? [];
  return { file: printed.slice(0, made), line: Number(number ?? line), eval: true };
}
