import { MAX_FRAME_LINE_LENGTH } from './limits.ts';
import type { Frame } from './stack.ts';

/** `x.rb:9:in 'price': no price (Till::Broken)`: the innermost place and the first line of the message. */
export type RubyHeader = { readonly place: Frame; readonly type?: string; readonly message: string };

/** A frame with how it was introduced: `9: from` counts up to where it was raised, which then comes last. */
export type RubyFrame = { readonly frame: Frame; readonly counted: boolean };

/**
 * Reads `from x.rb:9:in 'price'`, alone or with ``in `price'`` as before Ruby 3.4, and JRuby's `at RUBY.price(x.rb:9)`.
 * `undefined` when the line is none or was cut.
 */
export function parseRubyFrame(line: string): RubyFrame | undefined {
  if (line.length > MAX_FRAME_LINE_LENGTH) return undefined;
  const [, count, from, printed = ''] = /^\s*(?:(\d{1,6}): {1,8})?(from )?(\S.*)$/.exec(line) ?? [];
  const text = count === undefined || from !== undefined ? printed.trimEnd() : '';
  const labelled = text.endsWith("'") ? splitLabel(text) : undefined;
  const isWhole = labelled !== undefined && labelled.rest === '';
  const frame = isWhole ? labelled.frame : (parseJavaFrame(text) ?? (from && parseUnlabelled(text)));
  return frame ? { frame, counted: count !== undefined } : undefined;
}

/** The first line of an exception that has a backtrace. Without a function only `(Type)` at its end tells it. */
export function parseRubyHeader(line: string): RubyHeader | undefined {
  const opening = line.slice(0, MAX_FRAME_LINE_LENGTH);
  const labelled = splitLabel(opening);
  if (labelled?.rest.startsWith(': ') === true)
    return { place: labelled.frame, ...splitType(line.slice(opening.length - labelled.rest.length + 2)) };
  const [before = '', file = '', number = ''] = /^(\S[^:]*(?::[^:\d][^:]*)?):(\d{1,9}): /.exec(opening) ?? [];
  const named = splitType(line.slice(before.length));
  return before === '' || named.type === undefined ? undefined : { place: toFrame(file, number), ...named };
}

/** `no price (Till::Broken)`; Ruby prints no name of an anonymous class. */
function splitType(text: string): { readonly type?: string; readonly message: string } {
  const open = text.endsWith(')') ? text.lastIndexOf(' (') : -1;
  const type = text.slice(open + 2, -1);
  return open < 0 || !isConstant(type) ? { message: text } : { type, message: text.slice(0, open) };
}

/** A class as Ruby names it: `Till::Broken`. */
export function isConstant(text: string): boolean {
  return text.length <= 256 && /^\p{Lu}[\p{L}\p{N}_]*(?:::\p{Lu}[\p{L}\p{N}_]*)*$/u.test(text);
}

/** A path has no label of a function in it, so the first one ends it; no label holds `'`. */
function splitLabel(text: string): { readonly frame: Frame; readonly rest: string } | undefined {
  const match = /:(\d{1,9}):in [`']/.exec(text);
  if (!match || match.index === 0 || /^\s/.test(text)) return undefined;
  const start = match.index + match[0].length;
  const end = text.indexOf("'", start);
  if (end <= start) return undefined;
  const place = toFrame(text.slice(0, match.index), match[1] ?? '');
  return { frame: { function: text.slice(start, end), ...place }, rest: text.slice(end + 1) };
}

function parseUnlabelled(text: string): Frame | undefined {
  const [, file = '', number = ''] = /^(\S.*):(\d{1,9})$/.exec(text) ?? [];
  return file === '' ? undefined : toFrame(file, number);
}

/** `(eval at /app/x.rb:5):1` is code that `eval` made at that place. */
function toFrame(file: string, number: string): Frame {
  const [, origin, line] = /^\(eval at (.+):(\d{1,9})\)$/.exec(file) ?? [];
  if (origin !== undefined) return { file: origin, line: Number(line), eval: true };
  const made = file === '(eval)' && { eval: true };
  return { file, line: Number(number), ...(isRuntime(file) && { native: true }), ...made };
}

/** `<internal:kernel>`, `(eval)`, `(irb)`, `-e`; JRuby's own classes. */
function isRuntime(file: string): boolean {
  return /^(?:<internal:|\(|-e$|org\/jruby\/|java\/|jdk\/|sun\/)/.test(file);
}

/**
 * JRuby prints Java's frames between its own: `java.util.ArrayList.forEach(java/util/ArrayList.java:1511)`. Behind `at`
 * they are Java's unless the file is Ruby's.
 */
function parseJavaFrame(text: string): Frame | undefined {
  const match =
    /^(at )?([^\s():]{1,1024})\.([^\s.():]{1,256})\(([^():]{1,1024}\.(?:rb|java)):(\d{1,9})\)$/.exec(text);
  const [, at, owner = '', name = '', file = '', number = ''] = match ?? [];
  const isRuby = file.endsWith('.rb');
  if (!match || (at !== undefined && !isRuby)) return undefined;
  if (isRuby) return { function: name, ...toFrame(file, number) };
  return { function: `${owner}.${name}`, ...toFrame(file, number), native: true };
}
