import type { Mutation } from './mutate.ts';
import type { Random } from './random.ts';

/** Damage to a JSON text by its tokens. */
export const JSON_MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  onTokens(removeToken),
  onTokens(repeatToken),
  onTokens(replaceToken),
  onTokens(changeValue),
  onTokens(changeValue),
  onTokens(changeValue),
  onTokens(swapTokens),
  onTokens(insertToken),
  onTokens(escapeToken),
  onTokens(spaceOut),
  onTokens(repeatMember),
  onTokens(nestValue),
  prependMark,
];

type TokenChange = (tokens: string[], at: number, random: Random) => void;

function onTokens(change: TokenChange): Mutation {
  return Object.assign(
    (bytes: Uint8Array, random: Random): Uint8Array => {
      const tokens = Buffer.from(bytes).toString().match(TOKEN) ?? [];
      change(tokens, random.below(tokens.length), random);
      return Buffer.from(tokens.join(''));
    },
    { mutation: change.name },
  );
}

// A string, a number or word, white space, or one other character.
const TOKEN = /"(?:[^"\\]|\\.)*"|[\w.+-]+|\s+|[^]/g;

const VALUES: readonly [string, ...string[]] = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '1e5',
  '1e999',
  '-1E-999',
  '9007199254740993',
  '18446744073709551616',
  '"18446744073709551615"',
  '"-9223372036854775808"',
  '"NaN"',
  '"Infinity"',
  '""',
  '"\\ud800"',
  '"\\u0000"',
  '{}',
  '[]',
  '[{}]',
  '"traceId"',
  '"spanId"',
  '"attributes"',
  '"events"',
  '"resourceSpans"',
  '"resourceLogs"',
  '"trace_id"',
  '"exception.type"',
  '"stringValue"',
  '"arrayValue"',
  '"__proto__"',
  '"5B8EFFF798038103D269B633813FC60C"',
  '"not hex"',
];

const BROKEN: readonly [string, ...string[]] = [
  '-',
  '+1',
  '01',
  '1.',
  '.5',
  '1e',
  'NaN',
  'Infinity',
  '"\\x41"',
  '"\\u12"',
  '"\t"',
  "'a'",
  '"unfinished',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '//',
];

function pickStrange(random: Random): string {
  return random.pick(random.oneIn(4) ? BROKEN : VALUES);
}

function removeToken(tokens: string[], at: number): void {
  tokens.splice(at, 1);
}

function repeatToken(tokens: string[], at: number, random: Random): void {
  const slice = tokens.slice(at, at + 1 + random.below(8)).join('');
  tokens.splice(at, 0, slice.repeat(random.oneIn(100) ? 5000 : 1));
}

/** Mostly a value, so that what surrounds it stays valid. */
function replaceToken(tokens: string[], at: number, random: Random): void {
  const value = tokens.findIndex((token, index) => index >= at && /^["\w]/.test(token));
  tokens[value === -1 || random.oneIn(4) ? at : value] = pickStrange(random);
}

/** A member gets another value, so that the text stays JSON. */
function changeValue(tokens: string[], at: number, random: Random): void {
  const colon = tokens.indexOf(':', at);
  const value = tokens.findIndex((token, index) => index > colon && /^\S/.test(token));
  if (colon !== -1 && /^["\w-]/.test(tokens[value] ?? '')) tokens[value] = random.pick(VALUES);
}

function swapTokens(tokens: string[], at: number, random: Random): void {
  const other = random.below(tokens.length);
  const [one = '', another = ''] = [tokens[at], tokens[other]];
  tokens[at] = another;
  tokens[other] = one;
}

function insertToken(tokens: string[], at: number, random: Random): void {
  tokens.splice(at, 0, pickStrange(random));
}

/** The same text written with `\u` escapes means the same. */
function escapeToken(tokens: string[], at: number): void {
  const found = tokens.findIndex((token, index) => index >= at && token.startsWith('"') && token.length > 2);
  const [text = ''] = tokens.slice(found, found + 1);
  if (found === -1 || text.includes('\\')) return;
  tokens[found] = `"${escapeAll(text.slice(1, -1))}"`;
}

function escapeAll(text: string): string {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

function spaceOut(tokens: string[], at: number, random: Random): void {
  tokens.splice(at, 0, random.pick([' ', '\n\t', '\r', '\u00a0', '\v', ' '.repeat(1000)]));
}

/** Of members with one name the last counts. */
function repeatMember(tokens: string[], at: number, random: Random): void {
  const colon = tokens.indexOf(':', at);
  const name = tokens[colon - 1] ?? '';
  if (colon > 0) tokens.splice(colon - 1, 0, name, ':', pickStrange(random), ',');
}

function nestValue(tokens: string[], at: number, random: Random): void {
  const colon = tokens.indexOf(':', at);
  const depth = random.pick([3, 50, 90, 99, 100, 101, random.oneIn(50) ? 50_000 : 1000]);
  const [open, close] = random.pick<readonly [string, string]>([
    ['[', ']'],
    ['{"arrayValue":{"values":[', ']}}'],
    ['{"a":', '}'],
  ]);
  tokens.splice(colon + 1, random.below(2), open.repeat(depth), 'null', close.repeat(depth));
}

function prependMark(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from('\ufeff'), bytes]);
}
