import { MAX_FRAME_LINE_LENGTH } from './limits.ts';
import { parsePosition } from './position.ts';
import type { Frame } from './stack.ts';
import { readSwiftSymbol } from './swift-symbol.ts';

/** One line of `callStackSymbols`, of a crash report or of the runtime's own backtrace; its number, where it has one. */
export type SwiftFrame = { readonly index?: number; readonly frame: Frame };

/** Shorter lines, of which a text can have very many, need no look. */
const MIN_LENGTH = 10;

/**
 * Reads `3   Shop   0x00000001000a1f2c $s4Shop4TillC3payyyKF + 44`, with `(Till.swift:12)` behind it when symbols were
 * found, `3 [ra] 0x… Till.pay() + 44 in Shop at /src/Till.swift:12:3`, and Linux's `/app/Shop($s…F+0x2c) [0x…]`.
 */
export function parseSwiftFrame(line: string): SwiftFrame | undefined {
  if (line.length < MIN_LENGTH || line.length > MAX_FRAME_LINE_LENGTH) return undefined;
  const text = line.trim();
  const [head, digits] = /^(\d{1,4})\s/.exec(text) ?? [];
  if (head === undefined) return parseLinuxSymbol(text);
  const rest = text.slice(head.length).trimStart();
  const frame = parseBacktraceLine(rest) ?? parseSymbolLine(rest);
  return frame && { index: Number(digits), frame };
}

/** https://github.com/swiftlang/swift/blob/main/docs/Backtracing.rst */
function parseBacktraceLine(text: string): Frame | undefined {
  const [marks = ''] = /^(?:\[(?:ra|async|inlined|system|thunk|truncated)\] ){0,6}/.exec(text) ?? [];
  const [address] = /^0x[\da-f]{1,16} /.exec(text.slice(marks.length)) ?? [];
  const named = text.slice(marks.length + (address?.length ?? 0));
  const at = named.lastIndexOf(' at ');
  const inside = named.lastIndexOf(' in ', at < 0 ? undefined : at);
  if (inside < 0 || (at < 0 && address === undefined)) return undefined;
  const place = at < 0 ? undefined : parsePosition(named.slice(at + ' at '.length));
  if (at >= 0 && !place && !named.endsWith('/<compiler-generated>')) return undefined;
  const isNative = marks.includes('[system]') || !place;
  return {
    function: dropOffset(named.slice(0, inside)),
    package: named.slice(inside + ' in '.length, at < 0 ? undefined : at),
    ...place,
    ...(address !== undefined && { address: address.trim() }),
    ...(isNative && { native: true }),
    ...(marks.includes('[async]') && { async: true }),
  };
}

function parseSymbolLine(text: string): Frame | undefined {
  const at = text.search(/\s0x[\da-f]{5,16}\s/);
  const image = text.slice(0, Math.max(0, at)).trim();
  const [address = '', ...words] = text.slice(at + 1).split(/\s+/);
  const printed = words.join(' ');
  const open = printed.endsWith(')') ? printed.lastIndexOf(' (') : -1;
  const printedPlace = open < 0 ? undefined : parsePosition(printed.slice(open + 2, -1));
  const symbol = printedPlace ? printed.slice(0, open) : printed;
  const place =
    printedPlace?.file?.endsWith('<compiler-generated>') === true ? { native: true } : printedPlace;
  if (image === '' || (!place && !/ \+ \d{1,9}$/.test(symbol))) return undefined;
  const name = readSwiftSymbol(dropOffset(symbol).replace(/^\[inlined\] /, ''));
  return {
    ...(!/^0x[\da-f]+$/.test(name) && { function: name }),
    package: image,
    ...place,
    address,
    ...(SYSTEM.test(image) && { native: true }),
  };
}

/** Apple's and the toolchain's own binaries. */
const SYSTEM =
  /^(?:lib.{1,80}\.(?:dylib|so)[\d.]{0,16}|dyld(?:_sim)?|\?\?\?|(?:Core|Swift)?Foundation|UIKit(?:Core)?|AppKit|SwiftUI(?:Core)?|GraphicsServices|QuartzCore|CFNetwork|Combine|XCTest(?:Core)?|AttributeGraph)$/;

function parseLinuxSymbol(text: string): SwiftFrame | undefined {
  const end = text.lastIndexOf(') [0x');
  const open = end < 0 ? -1 : text.lastIndexOf('(', end);
  const [, address] = /^\) \[(0x[\da-f]{1,16})\]$/.exec(text.slice(Math.max(0, end))) ?? [];
  const [name = '', offset] = text.slice(open + 1, Math.max(0, end)).split('+0x', 2);
  const image = text.slice(text.lastIndexOf('/', Math.max(0, open)) + 1, Math.max(0, open));
  if (open < 1 || address === undefined || offset === undefined) return undefined;
  const isNative = SYSTEM.test(image);
  const own = { ...(name !== '' && { function: readSwiftSymbol(name) }), package: image, address };
  return { frame: { ...own, ...(isNative && { native: true }) } };
}

function dropOffset(symbol: string): string {
  return symbol.replace(/ \+ \d{1,9}$/, '');
}
