import { MAX_FRAME_LINE_LENGTH } from './limits.ts';
import { parsePosition } from './position.ts';
import type { Frame } from './stack.ts';

/** Shorter lines, of which a text can have very many, need no look. */
const MIN_LENGTH = 8;

/**
 * Reads `#1      Till.pay (package:shop/till.dart:12:3)` of the Dart VM, `package:shop/till.dart 12:3  Till.pay` of
 * package:stack_trace, and `#01 abs … virt … symbol+0x1f` of obfuscated programs.
 */
export function parseDartFrame(line: string): Frame | undefined {
  if (line.length < MIN_LENGTH || line.length > MAX_FRAME_LINE_LENGTH) return undefined;
  const text = line.trim();
  const [number] = /^#\d{1,5}\s+/.exec(text) ?? [];
  if (number === undefined) return parseTerseFrame(text);
  const rest = text.slice(number.length);
  return rest.startsWith('abs ') ? parseAddress(rest) : parseVmFrame(rest);
}

/** The path of a package begins below its `lib` directory. */
function parseVmFrame(text: string): Frame | undefined {
  const open = text.endsWith(')') ? text.lastIndexOf(' (') : -1;
  const printed = text.slice(open + 2, -1);
  const isPlace = open > 0 && SCHEME.test(printed);
  const place = isPlace ? (parsePosition(printed) ?? { file: printed }) : undefined;
  return place && markNative({ function: text.slice(0, open), ...place });
}

const SCHEME = /^(?:package:|dart:|file:|https?:|org-dartlang-)/;

/** The address in the program's own file is what symbols are found by. */
function parseAddress(text: string): Frame | undefined {
  const match = /^abs [\da-f]{4,16}(?: virt ([\da-f]{4,16}))? (\S{1,1024})$/.exec(text);
  const [, address, symbol = ''] = match ?? [];
  if (!match) return undefined;
  return { function: symbol, ...(address !== undefined && { address: `0x${address}` }) };
}

function parseTerseFrame(text: string): Frame | undefined {
  const match = /^(package:\S+|dart:\S+|[^\s:#]+\.dart) (\d{1,9})(?::(\d{1,9}))? {2,}(\S.*)$/.exec(text);
  if (!match) return undefined;
  const [, file = '', line, column, name = ''] = match;
  const position = { line: Number(line), ...(column !== undefined && { column: Number(column) }) };
  return markNative({ function: name, file, ...position });
}

function markNative(frame: Frame): Frame {
  return /^(?:dart:|org-dartlang-sdk)/.test(frame.file ?? '') ? { ...frame, native: true } : frame;
}
