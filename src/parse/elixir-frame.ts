import { MAX_FRAME_LINE_LENGTH } from './limits.ts';
import type { Frame } from './stack.ts';

/** A frame, and whether the line says where it is; without that it may be any line of code. */
export type ElixirFrame = { readonly frame: Frame; readonly located: boolean };

/** Shorter lines, of which a text can have very many, need no look. */
const MIN_LENGTH = 6;

/**
 * Reads `(shop 1.2.0) lib/shop.ex:12: Shop.Till.take/2` as `Exception.format_stacktrace_entry/1` prints it; the
 * application, the place, or both may be missing.
 */
export function parseElixirFrame(line: string): ElixirFrame | undefined {
  if (line.length < MIN_LENGTH || line.length > MAX_FRAME_LINE_LENGTH) return undefined;
  const text = line.trim();
  const [prefix = '', application] = /^\(([a-z]\w{0,63})(?: [\w.+-]{1,64})?\) /.exec(text) ?? [];
  const place = parsePlace(text.slice(prefix.length), application !== undefined);
  const call = parseElixirCall(text.slice(prefix.length + (place?.length ?? 0)), place !== undefined);
  if (!call) return undefined;
  const isNative = application === undefined ? call.module === 'erlang' : OTP.has(application);
  const frame = {
    ...call,
    ...(place && { file: place.file }),
    ...(application !== undefined && { package: application }),
    ...(place && { line: place.line }),
    ...(isNative && { native: true }),
  };
  return { frame, located: place !== undefined };
}

/** The applications of Erlang/OTP and Elixir that run other code. */
const OTP: ReadonlySet<string> = new Set(
  'compiler eex elixir erts ex_unit iex inets kernel logger mix sasl ssl stdlib'.split(' '),
);

type Place = { readonly file: string; readonly line: number; readonly length: number };

function parsePlace(text: string, isKnown: boolean): Place | undefined {
  const end = text.indexOf(': ');
  const colon = end < 0 ? -1 : text.lastIndexOf(':', end - 1);
  const digits = text.slice(colon + 1, end);
  const file = text.slice(0, Math.max(0, colon));
  if (file === '' || !/^\d{1,9}$/.test(digits)) return undefined;
  if (!isKnown && !/\.(?:exs?|[hl]?eex|erl|hrl|xrl|yrl)$|^(?:iex|nofile)$/.test(file)) return undefined;
  return { file, line: Number(digits), length: end + 2 };
}

/** `anonymous fn/1 in Shop.Till.take/2`, `:lists.map/2`, `Shop.take([1], "two")`, or `(file)` outside of functions. */
function parseElixirCall(text: string, isLocated: boolean): Frame | undefined {
  if (/^\((?:file|module|[\w. ]{1,64})\)$/.test(text)) return isLocated ? { function: text } : undefined;
  const [anonymous = ''] = /^anonymous fn\/\d{1,3} in /.exec(text) ?? [];
  const named = splitArity(text.slice(anonymous.length));
  const dot = named ? splitPoint(named.name) : -1;
  if (!named || dot < 1 || /\s/.test(named.name.slice(0, dot))) return undefined;
  const module = named.name.slice(0, dot).replace(/^:/, '');
  const name = named.name.slice(dot + 1);
  return { function: `${anonymous}${name}${named.arity}`, module };
}

/** Compiled comprehensions have names in quotes: `Enum."-map/2-lists^map/1-0-"`. */
function splitPoint(name: string): number {
  const quoted = name.indexOf('."');
  return quoted < 0 ? name.lastIndexOf('.') : quoted;
}

function splitArity(call: string): { readonly name: string; readonly arity: string } | undefined {
  if (!call.endsWith(')')) {
    const slash = call.lastIndexOf('/');
    return /^\/\d{1,3}$/.test(call.slice(slash))
      ? { name: call.slice(0, slash), arity: call.slice(slash) }
      : undefined;
  }
  const open = call.indexOf('(');
  return open < 1
    ? undefined
    : { name: call.slice(0, open), arity: `/${countTerms(call.slice(open + 1, -1))}` };
}

/** Commas between brackets or quotes belong to a term. */
function countTerms(printed: string): number {
  if (printed.trim() === '') return 0;
  let depth = 0;
  let count = 1;
  let quote = '';
  for (let index = 0; index < printed.length; index++) {
    const char = printed.charAt(index);
    if (char === '\\') index++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    else if (char === ',' && depth === 0) count++;
  }
  return count;
}
