/** A character of a file; both count from 0. */
export type Spot = { readonly line: number; readonly column: number };

// Longer functions are measured by their indentation.
const MAX_CHARACTERS = 200_000;

/**
 * The line on which the block that opens at `start` ends, -1 when it cannot be found. Reads strings and comments as most
 * languages with braces write them, once over the text.
 */
export function findClosingBrace(lines: readonly string[], start: Spot): number {
  let depth = 0;
  let until = '';
  let read = 0;
  for (let i = start.line; i < lines.length && read < MAX_CHARACTERS; i++) {
    const line = readLine(lines[i] ?? '', i === start.line ? start.column : 0, until);
    until = line.until;
    read += line.read;
    for (const brace of line.braces) depth += brace === '{' ? 1 : -1;
    // `interface{} {` and `if (x) { … } else {` close one block and open another.
    if (depth <= 0) return depth === 0 ? i : -1;
  }
  return -1;
}

type ReadLine = { readonly braces: readonly string[]; readonly until: string; readonly read: number };

/** The braces of a line outside strings and comments; `until` ends what goes on over lines. */
function readLine(text: string, from: number, unended: string): ReadLine {
  const braces: string[] = [];
  const unclosed = new Set<string>();
  let until = unended;
  for (let at = from; at < text.length; at++) {
    if (until !== '') {
      const end = text.indexOf(until, at);
      if (end === -1) break;
      at = end + until.length - 1;
      until = '';
      continue;
    }
    const char = text.charAt(at);
    if (char === '/' && text.charAt(at + 1) === '/') break;
    if (char === '{' || char === '}') braces.push(char);
    const begun = MULTI_LINE.find(([begin]) => text.startsWith(begin, at));
    if (begun !== undefined) {
      at += begun[0].length - 1;
      until = begun[1];
    } else if ((char === '"' || char === "'") && !unclosed.has(char)) at = skipString(text, at, unclosed);
  }
  return { braces, until, read: text.length + 1 };
}

const MULTI_LINE = [
  ['"""', '"""'],
  ['/*', '*/'],
  ['`', '`'],
] as const;

/** The end of the string that begins at `at`; a quote without an end is a character like others, as all after it are. */
function skipString(text: string, at: number, unclosed: Set<string>): number {
  const quote = text.charAt(at);
  if (quote === "'" && isLifetime(text, at)) return at;
  for (let end = at + 1; end < text.length; end++) {
    if (text.charAt(end) === '\\') end += 1;
    else if (text.charAt(end) === quote) return end;
  }
  unclosed.add(quote);
  return at;
}

// Rust: `fn total<'a>(items: &'a [Item])`.
function isLifetime(text: string, at: number): boolean {
  return /[<&]/.test(text.charAt(at - 1)) && /^[a-z_]\w{0,30}[^\w']/.test(text.slice(at + 1, at + 34));
}
