import type { JsonHole } from '../hole.ts';
import type { Range } from './json-cursor.ts';
import { isSpace, JSON_BYTE } from './json-lexer.ts';

/**
 * Cuts an element out of its list with the comma before it, where `previousTo` is the end of the element before; or if
 * that is negative, because all before it are cut out too, with the comma after it.
 */
export function makeJsonHole(bytes: Uint8Array, element: Range, previousTo: number): JsonHole {
  if (previousTo >= 0) return { kind: 'json', from: previousTo, to: element.to };
  const { from, to } = element;
  const next = skipSpaces(bytes, to);
  const isLast = bytes[next] !== JSON_BYTE.comma;
  return { kind: 'json', from, to: isLast ? to : skipSpaces(bytes, next + 1) };
}

function skipSpaces(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at] ?? -1)) at++;
  return at;
}
