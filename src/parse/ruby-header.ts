import type { Header } from './header.ts';
import { isConstant, type RubyHeader } from './ruby-line.ts';
import type { Frame } from './stack.ts';

/** Type and message of an exception, whose first line was `first` unless only a backtrace was printed below them. */
export function readRubyNames(lines: readonly string[], first: RubyHeader | undefined): Header {
  return first ? nameFirst(first, lines) : nameAbove(lines);
}

/** `Type (message):` */
export function isRailsHeader(line: string): boolean {
  const open = line.indexOf(' (');
  return open > 0 && /\):?$/.test(line) && isConstant(line.slice(0, open));
}

/** Ruby's error_highlight shows the line of code below the message, marked with carets. */
export function quotedLine(header: readonly string[]): string | undefined {
  const carets = header.findIndex((line) => /^\s*\^+\s*$/.test(line));
  return carets >= 3 && header[carets - 2] === '' ? header[carets - 1]?.trim() : undefined;
}

/** The file that cannot be read is named in the message only: `/app/x.rb:2: syntax error`. */
export function brokenPlace(type: string, message: string): readonly Frame[] {
  if (type !== 'SyntaxError') return [];
  const [, file, line] = /^(\S.{0,1023}):(\d{1,9}): syntax error/m.exec(message.slice(0, 4096)) ?? [];
  return file === undefined ? [] : [{ file, line: Number(line) }];
}

/** Of a RuntimeError without a message Ruby says `unhandled exception`, of others their name again. */
function nameFirst({ type, message: line }: RubyHeader, header: readonly string[]): Header {
  const message = header.join('\n').trimEnd();
  if (type !== undefined) return { type, message: line === type ? '' : message };
  if (message === 'unhandled exception') return { type: 'RuntimeError', message: '' };
  if (header.some((text) => text.endsWith(' (SyntaxError)'))) return { type: 'SyntaxError', message };
  return isConstant(message) ? { type: message, message: '' } : { message };
}

function nameAbove(header: readonly string[]): Header {
  const text = header.join('\n').trim();
  const [line = ''] = text.split('\n', 1);
  if (isRailsHeader(line)) return unwrapRails(text, line);
  const colon = `${line} `.indexOf(': ');
  const type = colon < 0 ? line : line.slice(0, colon);
  if (!isConstant(type)) return { message: text };
  return { type, message: text.slice(type.length).replace(/^: ?\n?|^\n/, '') };
}

function unwrapRails(text: string, line: string): Header {
  const open = line.indexOf(' (');
  const message = line.slice(open + 2).replace(/\):?$/, '');
  return { type: line.slice(0, open), message: message + text.slice(line.length) };
}
