import { MAX_FRAME_LINE_LENGTH } from './limits.ts';
import { parsePosition } from './position.ts';
import { cleanPath } from './printed-path.ts';
import type { Frame } from './stack.ts';

/**
 * Reads one line of Firefox's (`fn@url:line:column`) or Safari's stack, which also has `fn@[native code]` and, for code
 * made by `eval`, `fn@` alone. `undefined` when the line is neither.
 */
export function parseGeckoFrame(line: string): Frame | undefined {
  if (line.length > MAX_FRAME_LINE_LENGTH) return undefined;
  const text = line.trim();
  const at = text.indexOf('@');
  if (at < 0) return parseNameless(text);
  const call = parseCall(text.slice(0, at));
  const place = call && parsePlace(text.slice(at + 1), call);
  return place && { ...place, ...call };
}

/** Older Safaris print a URL alone for code without a function. */
function parseNameless(text: string): Frame | undefined {
  return /^[a-z][\w+.-]{1,30}:\/\/\S+:\d{1,9}:\d{1,9}$/.test(text) ? parsePosition(text) : undefined;
}

/** `async*fn`, `setTimeout handler*fn`, `promise callback*`: the call after which `fn` was called. */
function parseCall(printed: string): Frame | undefined {
  const star = printed.lastIndexOf('*');
  const name = printed.slice(star + 1);
  if (!/^[^\s:"'(),;=](?:[^:"',;=]*[^\s:"',;=])?$/.test(name) && name !== '') return undefined;
  return { ...(name !== '' && { function: name }), ...(star >= 0 && { async: true }) };
}

function parsePlace(printed: string, call: Frame): Frame | undefined {
  if (/^\[(?:native|wasm) code\]$/.test(printed)) return { native: true };
  if (printed === '')
    return /^(?:eval code|[\w$./<>#]+)$/.test(call.function ?? '') ? { native: true, eval: true } : undefined;
  return parseMadeCode(printed) ?? parseWasm(printed) ?? parseFile(printed);
}

/** `x.js line 7 > eval line 1 > Function:3:8`: the place is where the outermost call stands, in a real file. */
function parseMadeCode(printed: string): Frame | undefined {
  const made = / line (\d{1,9}) > /.exec(printed);
  if (!made || made.index === 0) return undefined;
  return { file: cleanPath(printed.slice(0, made.index)), line: Number(made[1]), eval: true };
}

function parseWasm(printed: string): Frame | undefined {
  const end = printed.lastIndexOf(':wasm-function[');
  if (end < 0 || !/^:wasm-function\[\d{1,9}\]:0x[0-9a-f]{1,16}$/.test(printed.slice(end))) return undefined;
  return { file: cleanPath(printed.slice(0, end)) };
}

/** Only a path or a URL with line and column tells a frame from a text with an address in it. */
function parseFile(printed: string): Frame | undefined {
  const place = parsePosition(printed);
  if (place?.column === undefined || place.file === undefined) return undefined;
  return place.native === true || /[/\\]|\.\w{1,6}$/.test(place.file) ? place : undefined;
}
