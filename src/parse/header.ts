/** What the reporter said beside the stack trace (`exception.type`, `exception.message`). */
export type ReportedNames = { readonly type?: string; readonly message?: string };

/** The text above an exception's frames. `type` is missing when it is a message only. */
export type Header = { readonly type?: string; readonly message: string };

/**
 * Reads `Type: message`, `Type [CODE]: message`, `pkg.mod.Type: message` or a lone `Type`; the message may span lines.
 * A name with spaces counts only if it is the reported type, and a text that is the reported message has no type.
 */
export function readHeader(text: string, reported: ReportedNames = {}): Header {
  const header = dropUncaught(text.trimEnd());
  if (header === '' || header === reported.message?.trimEnd()) return { message: header };
  const end = nameEnd(header);
  const type = className(header.slice(0, end)) ?? reportedName(header, reported.type);
  if (type === undefined) return { message: header };
  const rest = header.slice(Math.max(end, type.length));
  return { type, message: rest.replace(/^: ?/, '').replace(/^\n/, '') };
}

const MAX_NAME_LENGTH = 256;

/** `Uncaught ` and `Uncaught (in promise) ` are put before the header by browsers and the REPL. */
function dropUncaught(header: string): string {
  return header.replace(/^Uncaught (?:\(in promise\) )?/, '');
}

function nameEnd(header: string): number {
  const newline = header.indexOf('\n');
  const line = newline < 0 ? header : header.slice(0, newline);
  const colon = line.indexOf(': ');
  if (colon >= 0) return colon;
  return line.endsWith(':') ? line.length - 1 : line.length;
}

function className(printed: string): string | undefined {
  const bracket = printed.endsWith(']') ? printed.indexOf(' [') : -1;
  const outer = bracket < 0 ? printed : printed.slice(0, bracket);
  // util.inspect prints an AbortError as `DOMException [AbortError]`; its stack says AbortError.
  const name = outer === 'DOMException' && bracket >= 0 ? printed.slice(bracket + 2, -1) : outer;
  if (name.length > MAX_NAME_LENGTH) return undefined;
  return /^[\p{L}_$][\p{L}\p{N}_$.<>]*$/u.test(name) ? name : undefined;
}

function reportedName(header: string, type: string | undefined): string | undefined {
  return type && header.startsWith(`${type}: `) ? type : undefined;
}
