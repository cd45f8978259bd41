import { MAX_FRAME_LINE_LENGTH } from './limits.ts';
import { parsePosition } from './position.ts';
import type { Frame } from './stack.ts';

/** `  3: shop::main`, in a full backtrace `  3:     0x5595d0c0c48a - shop::main::h0123456789abcdef` → its number and function. */
export function parseRustName(line: string): { readonly index: number; readonly name: string } | undefined {
  if (line.length > MAX_FRAME_LINE_LENGTH) return undefined;
  const text = line.trim();
  const [head, digits] = /^(\d{1,5}): /.exec(text) ?? [];
  if (head === undefined) return undefined;
  const printed = text.slice(head.length).trimStart();
  const [address = ''] = /^0x[\da-f]{1,16} - /.exec(printed) ?? [];
  return { index: Number(digits), name: printed.slice(address.length) };
}

/** `at ./src/main.rs:18:47`; without its column it may be cut, and is read only where more follows. */
export function parseRustPlace(line: string, isLast: boolean): Frame | undefined {
  if (line.length > MAX_FRAME_LINE_LENGTH) return undefined;
  const text = line.trim();
  const place = text.startsWith('at ') ? parsePosition(text.slice('at '.length)) : undefined;
  return isLast && place?.column === undefined ? undefined : place;
}

/** A frame as it is shown: without hashes, and marked where it is of the standard library. */
export function toRustFrame(name: string, place: Frame | undefined): Frame {
  const isNative = place?.file === undefined ? NATIVE_NAME.test(name) : NATIVE_FILE.test(place.file);
  return { function: dropHashes(name), ...place, ...(isNative && { native: true }) };
}

const NATIVE_FILE = /^\/rustc\/|\/rustlib\/src\/rust\/|\/rustc-[\d.]{1,16}\/library\//;
const NATIVE_NAME =
  /^<*(?:std|core|alloc|__rustc|backtrace)(?:::|\[)|^(?:_?rust_|__libc_|_start$|main$|clone|start_thread|<unknown>)/;

function dropHashes(name: string): string {
  return name.replace(/::h[\da-f]{16}$/, '').replace(/\[[\da-f]{16}\]/g, '');
}
