/** A regular expression without what takes more than linear time. */
export type Pattern =
  | { readonly kind: 'unit'; readonly has: (unit: number) => boolean }
  | { readonly kind: 'assertion'; readonly holds: (before: number, after: number) => boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly min: number; readonly max: number };

/** Stands for what is before the first and behind the last UTF-16 unit. */
export const OUTSIDE = -1;

/**
 * Reads a regular expression.
 * @throws TypeError if it has something whose matching can take more than linear time, or a Unicode property.
 */
export function parsePattern({ source, flags }: RegExp): Pattern {
  const reader: Reader = { source, at: 0, depth: 0, flags };
  if (flags.includes('v')) refuse(reader, 'the flag v');
  const pattern = readChoice(reader);
  if (reader.at < source.length) refuse(reader, `${source[reader.at]} there`);
  return pattern;
}

interface Reader {
  readonly source: string;
  readonly flags: string;
  at: number;
  depth: number;
}

type HasUnit = (unit: number) => boolean;

const MAX_DEPTH = 50;
const MAX_REPEATS = 1000;

function refuse(reader: Reader, what: string): never {
  throw new TypeError(
    `The scrubber /${reader.source}/ cannot be matched in linear time, or not here: it has ${what}; write it without.`,
  );
}

function readChoice(reader: Reader): Pattern {
  if (++reader.depth > MAX_DEPTH) refuse(reader, 'too many groups within each other');
  const parts = [readSequence(reader)];
  while (reader.source[reader.at] === '|') {
    reader.at++;
    parts.push(readSequence(reader));
  }
  reader.depth--;
  return { kind: 'choice', parts };
}

function readSequence(reader: Reader): Pattern {
  const parts: Pattern[] = [];
  for (let next = reader.source[reader.at]; next !== undefined; next = reader.source[reader.at]) {
    if (next === '|' || next === ')') break;
    parts.push(readRepeat(reader, readAtom(reader)));
  }
  return { kind: 'sequence', parts };
}

function readRepeat(reader: Reader, part: Pattern): Pattern {
  const found = /^(?:([*+?])|\{(\d{1,9})(,)?(\d{1,9})?\})\??/.exec(
    reader.source.slice(reader.at, reader.at + 24),
  );
  if (found === null) return part;
  const [text, sign, low, comma, high] = found;
  reader.at += text.length;
  const min = sign === undefined ? Number(low) : Number(sign === '+');
  const max = sign === undefined ? readMax(min, comma, high) : sign === '?' ? 1 : Infinity;
  if (min > MAX_REPEATS || (max > MAX_REPEATS && max !== Infinity)) refuse(reader, `the repetition ${text}`);
  return { kind: 'repeat', part, min, max };
}

function readMax(min: number, comma: string | undefined, high: string | undefined): number {
  if (comma === undefined) return min;
  return high === undefined ? Infinity : Number(high);
}

function readAtom(reader: Reader): Pattern {
  const sign = reader.source[reader.at++] ?? '';
  if (sign === '(') return readGroup(reader);
  if (sign === '[') return unit(reader, readClass(reader));
  if (sign === '.') return unit(reader, (code) => reader.flags.includes('s') || !isLineEnd(code));
  if (sign === '^' || sign === '$') return readEdge(reader, sign);
  if (sign === '\\') return readEscape(reader);
  return unit(reader, equals(sign.charCodeAt(0)));
}

function readGroup(reader: Reader): Pattern {
  const head =
    /^\?(?::|<[A-Za-z_$][\w$]{0,99}>)/.exec(reader.source.slice(reader.at, reader.at + 104))?.[0] ?? '';
  if (head === '' && reader.source[reader.at] === '?') refuse(reader, 'a look-around or a modifier');
  reader.at += head.length;
  const pattern = readChoice(reader);
  reader.at++;
  return pattern;
}

function readEdge({ flags }: Reader, sign: string): Pattern {
  const isEdge: HasUnit = (code) => code === OUTSIDE || (flags.includes('m') && isLineEnd(code));
  return { kind: 'assertion', holds: (before, after) => isEdge(sign === '^' ? before : after) };
}

function readEscape(reader: Reader): Pattern {
  const letter = reader.source[reader.at] ?? '';
  if (letter !== 'b' && letter !== 'B') return unit(reader, readEscapedUnit(reader));
  reader.at++;
  const wanted = letter === 'b';
  return { kind: 'assertion', holds: (before, after) => (isWord(before) !== isWord(after)) === wanted };
}

function readEscapedUnit(reader: Reader): HasUnit {
  const letter = reader.source[reader.at++] ?? '';
  const kind = CLASSES[letter.toLowerCase()];
  if (kind !== undefined) return letter === letter.toLowerCase() ? kind : (code) => !kind(code);
  if (/[1-9]/.test(letter) || letter === 'k') refuse(reader, 'a reference to a group');
  if (letter === 'p' || letter === 'P') refuse(reader, 'a Unicode property');
  const hex = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4}))/.exec(
    reader.source.slice(reader.at - 1, reader.at + 5),
  );
  if (hex !== null) {
    reader.at += hex[0].length - 1;
    return equals(Number.parseInt(hex[1] ?? hex[2] ?? '', 16));
  }
  if (letter === 'c' || letter === 'u' || letter === 'x') refuse(reader, `the escape \\${letter}`);
  return equals((CONTROLS[letter] ?? letter).charCodeAt(0));
}

const CLASSES: Readonly<Record<string, HasUnit>> = { d: isDigit, w: isWord, s: isSpace };
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', v: '\v', f: '\f', 0: '\0' };

function readClass(reader: Reader): HasUnit {
  const isNegated = reader.source[reader.at] === '^';
  if (isNegated) reader.at++;
  const members: HasUnit[] = [];
  while (reader.source[reader.at] !== ']') members.push(readMember(reader));
  reader.at++;
  const has: HasUnit = (code) => members.some((member) => member(code));
  return isNegated ? (code) => !foldHas(reader, has, code) : has;
}

function readMember(reader: Reader): HasUnit {
  const start = reader.at;
  const first = readMemberUnit(reader);
  const low = readLow(reader.source.slice(start, reader.at), first);
  if (low === undefined || !/^-[^\]]/.test(reader.source.slice(reader.at, reader.at + 2))) return first;
  reader.at++;
  const endsAt = reader.at;
  const last = readMemberUnit(reader);
  const high = readLow(reader.source.slice(endsAt, reader.at), last);
  if (high === undefined) return (code) => first(code) || last(code) || code === '-'.charCodeAt(0);
  return (code) => code >= low && code <= high;
}

function readMemberUnit(reader: Reader): HasUnit {
  const sign = reader.source[reader.at++] ?? '';
  if (sign !== '\\') return equals(sign.charCodeAt(0));
  if (reader.source[reader.at] !== 'b') return readEscapedUnit(reader);
  reader.at++;
  return equals(8);
}

/** The one unit that a member stands for, undefined for a class as `\d`. */
function readLow(text: string, has: HasUnit): number | undefined {
  if (/^\\[dDwWsS]/.test(text)) return undefined;
  for (let code = 0; code <= 0xffff; code++) if (has(code)) return code;
  return undefined;
}

function equals(wanted: number): HasUnit {
  return (code) => code === wanted;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isWord(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}

function isSpace(code: number): boolean {
  return code >= 0 && String.fromCharCode(code).trim() === '';
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}

const ASCII = 128;

/** ASCII is looked up in a table, because it is nearly all there is. */
function unit(reader: Reader, has: HasUnit): Pattern {
  const table = Uint8Array.from({ length: ASCII }, (_, code) => Number(foldHas(reader, has, code)));
  return {
    kind: 'unit',
    has: (code) => (code < ASCII ? table[code] === 1 : foldHas(reader, has, code)),
  };
}

function foldHas({ flags }: Reader, has: HasUnit, code: number): boolean {
  if (has(code)) return true;
  if (!flags.includes('i') || code < 0) return false;
  const text = String.fromCharCode(code);
  return has(text.toLowerCase().charCodeAt(0)) || has(text.toUpperCase().charCodeAt(0));
}
