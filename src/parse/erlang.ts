import { readElixir } from './elixir.ts';
import type { ReportedNames } from './header.ts';
import { MAX_FRAME_LINE_LENGTH, MAX_FRAMES } from './limits.ts';
import type { Frame, ThrownException } from './stack.ts';

/** Reads what Erlang's `erl_error` and Elixir print, and stack traces as plain terms, as crash reports hold them. */
export function readErlang(lines: readonly string[], reported: ReportedNames): readonly ThrownException[] {
  const start = lines.findIndex((line) => HEADER.test(line));
  const read = start < 0 ? readElixir(lines) : [readPrinted(lines.slice(start), reported)];
  return read.some(({ frames }) => frames.length > 0) ? read : (readTerms(lines) ?? read);
}

/** The shell puts `** ` or `* 1: ` before it. */
const HEADER = /^(?:\*{1,2} (?:\d{1,3}: )?)?exception (error|exit|throw): /;

function readPrinted(lines: readonly string[], reported: ReportedNames): ThrownException {
  const [head = '', type = ''] = HEADER.exec(lines[0] ?? '') ?? [];
  const first = lines.findIndex(isFrameLine);
  const [message = '', ...more] = first < 0 ? lines : lines.slice(0, first);
  const frames = lines.flatMap((line, index) => parseErlangFrame(line, index === lines.length - 1) ?? []);
  return {
    type: reported.type ? '' : type,
    message: [message.slice(head.length), ...more.map((line) => line.trimStart())].join('\n').trim(),
    relation: 'root',
    frames: frames.slice(0, MAX_FRAMES),
  };
}

function isFrameLine(line: string): boolean {
  return /^\s{0,80}in (?:function |call from )/.test(line);
}

/** `in call from till:run/1 (src/till.erl, line 5)`; functions of the runtime itself have no place. */
function parseErlangFrame(line: string, isLast: boolean): Frame | undefined {
  if (line.length > MAX_FRAME_LINE_LENGTH || !isFrameLine(line)) return undefined;
  const text = line
    .trim()
    .replace(/^in (?:function |call from )/, '')
    .trimStart();
  const end = text.lastIndexOf(', line ');
  const open = end < 0 ? -1 : text.lastIndexOf(' (', end);
  if (open < 0) return isLast || !/\/\d{1,3}$/.test(text) ? undefined : { ...splitCall(text), native: true };
  const [, digits] = /^(\d{1,9})\)$/.exec(text.slice(end + ', line '.length)) ?? [];
  if (digits === undefined) return undefined;
  return { ...splitCall(text.slice(0, open)), file: text.slice(open + 2, end), line: Number(digits) };
}

/** `'Elixir.Shop.Till':'open!'/1`; Erlang quotes what is not a plain atom. */
function splitCall(call: string): Frame {
  const slash = call.lastIndexOf('/');
  const quoted = call.startsWith("'") ? call.indexOf("'", 1) : 0;
  const colon = call.indexOf(':', Math.max(0, quoted));
  const name = unquote(call.slice(colon + 1, slash)) + call.slice(slash);
  return {
    function: name,
    ...(colon > 0 && { module: unquote(call.slice(0, colon)).replace(/^Elixir\./, '') }),
  };
}

function unquote(atom: string): string {
  return atom.length > 1 && atom.startsWith("'") && atom.endsWith("'") ? atom.slice(1, -1) : atom;
}

/** `{till,take,1,[{file,"src/till.erl"},{line,9}]}` */
const TERM =
  /\{('[^'\n]{1,255}'|[a-z][\w@]{0,254}),\s{0,80}('[^'\n]{1,255}'|[a-z][\w@]{0,254}),\s{0,80}(\d{1,3}|\[[^\]]{0,200}\]),\s{0,80}\[\{file,\s{0,80}"([^"\n]{1,1024})"\},\s{0,80}\{line,\s{0,80}(\d{1,9})\}/g;

function readTerms(lines: readonly string[]): readonly ThrownException[] | undefined {
  const text = lines.join('\n');
  const frames: Frame[] = [];
  let start: number | undefined;
  for (const { index, 1: module = '', 2: name = '', 3: arity = '', 4: file = '', 5: line } of text.matchAll(
    TERM,
  )) {
    start ??= index;
    const call = arity.startsWith('[') ? '' : `/${arity}`;
    const own = { function: `${unquote(name)}${call}`, module: unquote(module).replace(/^Elixir\./, '') };
    if (frames.push({ ...own, file, line: Number(line) }) >= MAX_FRAMES) break;
  }
  if (start === undefined) return undefined;
  return [{ type: '', message: dropBrackets(text.slice(0, start)), relation: 'root', frames }];
}

/** `{{badmatch,5},[` before the first frame → `{badmatch,5}`. */
function dropBrackets(text: string): string {
  let end = text.length;
  while (end > 0 && ' \n\t,['.includes(text.charAt(end - 1))) end--;
  return text.startsWith('{') ? text.slice(1, end) : text.slice(0, end);
}
