import type { Spot } from './find-closing-brace.ts';
import { measureIndent } from './measure-block.ts';

/** A line that begins a function, and where its block opens if it has one in braces; lines count from 0. */
export type Definition = { readonly line: number; readonly opensAt: Spot | null };

// A name that stands in more lines than this is looked for near the line in question.
const MAX_LINES = 400;
const MAX_SIGNATURE_LINES = 40;
const MAX_SIGNATURE_WIDTH = 500;
const NEAR = 200;

/** The lines that define a function or class of this name, near `line`, in their order in the file. */
export function findDefinitions(lines: readonly string[], line: number, name: string): readonly Definition[] {
  if (name === '') return [];
  const spots = listNear(lines, line, name).flatMap((i) =>
    findWords(lines[i] ?? '', name).map((column) => ({ line: i, column })),
  );
  // Where functions have a keyword, what looks like a method is a call with a block.
  const isStrict = spots.some((spot) => STRICT.test(takeBefore(lines, spot)));
  return spots.flatMap((spot) => {
    if (hasKeyword(lines, spot, name)) return [toDefinition(lines, spot, name)];
    return isStrict ? [] : readMethod(lines, spot, name);
  });
}

function listNear(lines: readonly string[], line: number, name: string): readonly number[] {
  const all = lines.flatMap((text, i) => (text.includes(name) && !COMMENT.test(text) ? [i] : []));
  if (all.length <= MAX_LINES) return all;
  return all
    .toSorted((a, b) => Math.abs(a - line) - Math.abs(b - line))
    .slice(0, MAX_LINES)
    .toSorted((a, b) => a - b);
}

const COMMENT = /^\s*(?:\/[/*]|\*(?:[\s/*]|$)|#[\s!#]|--\s)/;

/** Where the name stands as a whole word; the first few times are enough. */
function findWords(text: string, name: string): readonly number[] {
  const columns: number[] = [];
  for (
    let at = text.indexOf(name);
    at !== -1 && columns.length < 4;
    at = text.indexOf(name, at + name.length)
  )
    if (!WORD.test(text.charAt(at - 1)) && !WORD.test(text.charAt(at + name.length))) columns.push(at);
  return columns;
}

const WORD = /[\p{L}\p{N}_$]/u;

function hasKeyword(lines: readonly string[], { line, column }: Spot, name: string): boolean {
  const text = lines[line] ?? '';
  const before = takeBefore(lines, { line, column });
  const after = text.slice(column + name.length, column + name.length + NEAR);
  return KEYWORD.test(before) || RECEIVER.test(before) || (ASSIGNED.test(after) && NAMED.test(before));
}

function takeBefore(lines: readonly string[], { line, column }: Spot): string {
  return (lines[line] ?? '').slice(Math.max(0, column - NEAR), column);
}

// Ruby, Python, Elixir, Scala, Clojure, Rust, Kotlin, Go, Swift and Perl.
const STRICT = /(?:^|[\s(])(?:def|defp|defmacro|defmacrop|defn-?|fn|fun|func|sub)\s[^=]{0,100}$/;
// `def self.total`, `function* total`, `fn total`, `fun List<T>.total`, `class Cart`, `(defn total`.
const KEYWORD =
  /(?:^|[\s(])(?:def|defp|defmacro|defmacrop|defn-?|function|fn|fun|func|sub|proc|class|struct|enum|record|trait|object|module|interface|protocol|extension|actor|impl)\s{0,3}\*?\s{0,3}(?:<[^<>]{0,60}>\s?)?(?:[\w$<>?]{1,60}(?:\.|::|:))?$/;
// Go: `func (c *Cart) Total`.
const RECEIVER = /(?:^|\s)func\s?\([^()]{0,100}\)\s?$/;
// JavaScript and others: `total = (items) => …`, `total: function () …`, `total <- function(items) …`.
const ASSIGNED =
  /^\??\s{0,8}(?:[=:]|<-)(?:\s{0,8}(?:async\s{0,8})?\(\s{0,8}$|.{0,150}(?:=>|->|\bfunction\b|\blambda\b|\bfn\b|\bproc\b))/;
const NAMED = /^\s*(?:[\w$]+[\s.]+)*#?$/;

function toDefinition(lines: readonly string[], { line, column }: Spot, name: string): Definition {
  // Python, Ruby and Elixir open no brace; one in their first lines is a value.
  const isBraced = !/^\s*(?:async\s)?\s*def\w?\s/.test(lines[line] ?? '');
  const signature = isBraced ? readSignature(lines, { line, column: column + name.length }) : null;
  return { line, opensAt: signature?.opensAt ?? null };
}

/** A method as Java, C#, C++, Dart, JavaScript or a shell writes it: words, the name, parentheses and a block. */
function readMethod(lines: readonly string[], { line, column }: Spot, name: string): readonly Definition[] {
  const text = lines[line] ?? '';
  const before = text.slice(0, column);
  if (before.length > NEAR || !PREFIX.test(before) || NO_TYPE.test(before.trim())) return [];
  if (!/^\s?[(<]/.test(text.slice(column + name.length, column + name.length + 2))) return [];
  const signature = readSignature(lines, { line, column: column + name.length });
  return signature === null ? [] : [{ line, opensAt: signature.opensAt }];
}

const PREFIX = /^\s*(?:[\w$<>[\],.?*&:@#~]+\s+)*[*&#~]*(?:\w+::)*$/;
const NO_TYPE =
  /(?:^|\s)(?:and|assert|await|case|defer|delete|do|echo|else|go|if|in|new|not|of|or|print|raise|return|throw|typeof|unless|until|while|yield)$/;

/** Reads on from a function's name to the brace or arrow behind its parameters; null when neither comes. */
function readSignature(lines: readonly string[], from: Spot): { readonly opensAt: Spot | null } | null {
  const stop = Math.min(lines.length, from.line + MAX_SIGNATURE_LINES);
  const head = measureIndent(lines[from.line] ?? '');
  const state = { depth: 0, hasArrow: false };
  for (let line = from.line; line < stop; line++) {
    const text = (lines[line] ?? '').slice(0, MAX_SIGNATURE_WIDTH);
    const isFirst = line === from.line;
    if (!isFirst && state.depth === 0 && measureIndent(text) <= head && !CONTINUES.test(text.trimStart()))
      break;
    const end = readSignatureLine(text, isFirst ? from.column : 0, state);
    if (end === 'call') return null;
    if (end === 'over') break;
    if (end !== null) return { opensAt: { line, column: end } };
  }
  return state.hasArrow ? { opensAt: null } : null;
}

/** The column of the block's brace; null: the signature goes on. */
function readSignatureLine(
  text: string,
  from: number,
  state: { depth: number; hasArrow: boolean },
): number | 'call' | 'over' | null {
  for (let column = from; column < text.length; column++) {
    const char = text.charAt(column);
    if (char === '(' || char === '[') state.depth += 1;
    else if (char === ')' || char === ']') state.depth -= 1;
    if (state.depth < 0) return 'call';
    if (state.depth > 0) continue;
    if (char === '{') return column;
    if (char === ';' || char === '}') return 'over';
    if (char === '>' && /[-=]/.test(text.charAt(column - 1))) state.hasArrow = true;
    if (char === ')' && !state.hasArrow && AFTER_CALL.test(text.charAt(column + 1))) return 'call';
  }
  return null;
}

const AFTER_CALL = /[.,;?+*/&|)\]<%^![(]/;
// What a line of a signature begins with when it is indented no deeper than the first.
const CONTINUES = /^(?:[{)\]:=]|->|where\b|throws\b|const\b|noexcept\b|override\b)/;
