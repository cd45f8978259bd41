import { dotnetName } from './dotnet-names.ts';
import { MAX_FRAME_LINE_LENGTH } from './limits.ts';
import { indentOf } from './lines.ts';
import type { Frame } from './stack.ts';

/**
 * Reads `at Namespace.Class.Method(Type name) in path:line 12` as .NET prints it, in any of its languages, with or without
 * a place, and as Mono does: `at Namespace.Class.Method (Type name) [0x00001] in path:12`.
 */
export function parseDotnetFrame(line: string): Frame | undefined {
  if (line.length > MAX_FRAME_LINE_LENGTH) return undefined;
  const call = dropWord(line)?.replace(/^\(wrapper [\w-]+\) /, '');
  const open = call?.indexOf('(') ?? -1;
  const close = call?.indexOf(')', open) ?? -1;
  if (call === undefined || open < 1 || close < 0) return undefined;
  const isMono = call[open - 1] === ' ';
  const after = call.slice(close + 1).trim();
  const place = isMono === MONO_OFFSET.test(after) ? parsePlace(after) : undefined;
  const name = splitReturnType(call.slice(0, open).trimEnd());
  if (!place || !isName(name.name) || !areParameters(call.slice(open + 1, close))) return undefined;
  if (name.prefix !== '' && place.file === undefined) return undefined;
  const isAsync = name.prefix.split(' ').includes('async');
  const isRuntime = name.name.startsWith('System.');
  return {
    ...dotnetName(name.name),
    ...place,
    ...(isRuntime && { native: true }),
    ...(isAsync && { async: true }),
  };
}

/** What `at` is in the languages of .NET Framework's language packs; only a line indented as they do it is a frame. */
const WORDS: readonly string[] = 'bei à en in w em v в vid bij ved på i kohteessa konum: 場所 在 於 위치: σε'
  .split(' ')
  .concat('a következő helyen:');

function dropWord(line: string): string | undefined {
  const text = line.trim();
  if (text.startsWith('at ')) return text.slice('at '.length);
  const word = indentOf(line) === 3 ? WORDS.find((one) => text.startsWith(`${one} `)) : undefined;
  return word === undefined ? undefined : text.slice(word.length + 1);
}

/** `async Task<int> Shop.Till.Pay`, as Ben.Demystifier prints it. */
function splitReturnType(printed: string): { readonly prefix: string; readonly name: string } {
  const space = printed.lastIndexOf(' ');
  return { prefix: printed.slice(0, Math.max(0, space)), name: printed.slice(space + 1) };
}

function isName(name: string): boolean {
  return name.indexOf('.') > 0 && !/[\s()"'/\\:;=]/.test(name);
}

/** `Int32 amount, String& name`: neither a file of Java nor what Java prints instead of one. */
function areParameters(printed: string): boolean {
  if (printed === 'Unknown Source' || printed === 'Native Method') return false;
  return !/[()/\\:"]/.test(printed) && !/\.[a-z]{1,6}$/.test(printed);
}

const MONO_OFFSET = /^(?:\[0x[0-9a-f]{1,16}\]|<0x[0-9a-f]{1,16} \+ 0x[0-9a-f]{1,16}>)/;

/** ` in /src/Till.cs:line 12`; German ends with a full stop. A file that Mono does not know stands in `<>`. */
function parsePlace(printed: string): Frame | undefined {
  const place = printed
    .replace(MONO_OFFSET, '')
    .replace(/^\+ 0x[0-9a-fA-F]{1,16}/, '')
    .trim();
  if (place === '') return {};
  const word = place.indexOf(' ');
  const colon = place.lastIndexOf(':');
  const [, line] = /^(?:\S{1,20} )?(\d{1,9})\.?$/.exec(place.slice(colon + 1)) ?? [];
  if (word < 1 || colon <= word || line === undefined) return undefined;
  const file = place.slice(word + 1, colon);
  return file.startsWith('<') && file.endsWith('>') ? {} : { file, line: Number(line) };
}
