/**
 * Why a JSON text should not be parsed, null if it may be: some bytes of it can become many of memory, and a thread that asks for
 * too much at once takes the process with it. Linear, and does not check the syntax.
 */
export function weighJson(json: Uint8Array, { maxValues, maxDepth }: JsonLimits): string | null {
  let values = 1;
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (byte === QUOTE) i = skipString(json, i + 1);
    else if (byte === COMMA) values++;
    else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) {
      values++;
      if (++depth > maxDepth) return 'it is nested too deeply';
    } else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) depth--;
  }
  return values > maxValues ? 'it holds too many values' : null;
}

export type JsonLimits = { readonly maxValues: number; readonly maxDepth: number };

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Gives where the string ends. */
function skipString(json: Uint8Array, from: number): number {
  let i = from;
  while (i < json.length && json[i] !== QUOTE) i += json[i] === BACKSLASH ? 2 : 1;
  return i;
}
