/** What the comments at the end of compiled code say of its map. */
export type MapComment = { readonly url: string | null; readonly debugId: string | null };

/**
 * Reads the last `//# sourceMappingURL=` (also `//@` and `/*#`; https://tc39.es/ecma426/#sec-linking-generated-code) and the last
 * `//# debugId=`. Only comments that end their line count: code that makes such comments has them in strings.
 */
export function readMapComment(code: string): MapComment {
  const debugId = findLast(code, 'debugId=');
  return { url: findLast(code, 'sourceMappingURL='), debugId: debugId === null ? null : toDebugId(debugId) };
}

/** The 32 hexadecimal digits of a debug ID, however written; null when it is none. */
export function toDebugId(text: string): string | null {
  if (text.length > 64) return null;
  const digits = text.replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(digits) ? digits : null;
}

// A program about source maps has the words in its strings; after so many it is not worth searching on.
const MAX_ATTEMPTS = 100;

function findLast(code: string, name: string): string | null {
  let at = code.lastIndexOf(name);
  for (let attempts = 0; at >= 0 && attempts < MAX_ATTEMPTS; attempts++) {
    const value = readComment(code, at, name.length);
    if (value !== null) return value;
    at = at === 0 ? -1 : code.lastIndexOf(name, at - 1);
  }
  return null;
}

const BEFORE = /\/[/*][#@][ \t]$/;
const QUOTES = /[\s'"`\\]/;

function readComment(code: string, at: number, length: number): string | null {
  if (!BEFORE.test(code.slice(Math.max(0, at - 4), at))) return null;
  const lineEnd = code.indexOf('\n', at);
  const rest = code.slice(at + length, lineEnd < 0 ? undefined : lineEnd).trimEnd();
  const value = rest.endsWith('*/') ? rest.slice(0, -2).trimEnd() : rest;
  return value === '' || QUOTES.test(value) ? null : value;
}
