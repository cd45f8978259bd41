import type { KeyTable } from '../key-table.ts';
import type { JsonLexer } from './json-lexer.ts';

/** The string just read, such as a member's name, if it is one of `names`. Without escapes nothing is decoded. */
export function readMemberName<Name extends string>(
  lexer: JsonLexer,
  names: KeyTable<Name>,
): Name | undefined {
  if (!lexer.hasEscapes) return names.find(lexer.bytes, lexer.from, lexer.to);
  const bytes = new TextEncoder().encode(lexer.text());
  return names.find(bytes, 0, bytes.length);
}
