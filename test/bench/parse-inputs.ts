import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** All goldens of a language; its name is one that `parseStack` knows. */
export type Goldens = { readonly language: string; readonly texts: readonly string[] };

/** A text of 1 MiB, what it is made of, and the class of inputs it belongs to. */
export type LargeInput = { readonly kind: string; readonly of: string; readonly text: string };

const STACKS = fileURLToPath(new URL('../fixtures/stacks/', import.meta.url));
const MIB = 1_048_576;

/** The stack traces that the parsers are tested with, by language. */
export function readGoldens(): readonly Goldens[] {
  const files = globSync('*/*.txt', { cwd: STACKS }).filter((file) => !file.startsWith('programs'));
  const byLanguage = Map.groupBy(files.toSorted(), (file) => file.slice(0, file.indexOf('/')));
  return [...byLanguage].map(([language, paths]) => ({
    language,
    texts: paths.map((path) => readFileSync(STACKS + path, 'utf8')),
  }));
}

/**
 * What could hold a parser up: everything a language prints, repeated in every way, at most so many of each kind. A text is
 * made only when it is asked for, because together they would not fit into memory.
 */
export function* makeLargeInputs({ texts }: Goldens, mostOfKind: number): Generator<LargeInput> {
  const lines = unique(texts.flatMap((text) => text.split('\n')).filter((line) => line.trim() !== ''));
  const pumps = listPumps(lines);
  const kinds: readonly (readonly [string, readonly string[], (part: string) => string])[] = [
    ['all goldens repeated', [texts.join('\n')], (all) => fill(`${all}\n`)],
    ['a golden repeated', texts, (text) => fill(`${text}\n`)],
    ['a line repeated', lines, (line) => fill(`${line}\n`)],
    ['a giant line', lines, (line) => fill(line)],
    ['a line ever deeper', lines, deepen],
    ['a pump', pumps, (pump) => fill(pump)],
    ['a pump behind a trace', pumps, (pump) => fill(pump, texts[0])],
    ['a pump a line', pumps, (pump) => fill(`${pump}\n`)],
  ];
  for (const [kind, parts, make] of kinds)
    for (const part of takeEvenly(parts, mostOfKind)) yield { kind, of: part, text: make(part) };
}

function takeEvenly(parts: readonly string[], most: number): readonly string[] {
  const stride = Math.max(1, parts.length / most);
  return Array.from({ length: Math.min(most, parts.length) }, (_, i) => parts[Math.floor(i * stride)] ?? '');
}

/** What stands between the words of a trace, alone and with a word behind it. */
function listPumps(lines: readonly string[]): readonly string[] {
  const gaps = unique(lines.flatMap((line) => line.split(/\w+/))).filter((gap) => gap !== '');
  const words = unique(lines.flatMap((line) => line.match(/^\W{0,8}\w{1,12}\W{1,3}/g) ?? []));
  return unique([...gaps, ...gaps.map((gap) => `a${gap}`), ...gaps.map((gap) => `${gap}1`), ...words]);
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function fill(part: string, beginning = ''): string {
  return (beginning + part.repeat(Math.ceil(MIB / part.length))).slice(0, MIB);
}

function deepen(line: string): string {
  const lines: string[] = [];
  for (let size = 0; size < MIB; size += (lines.at(-1)?.length ?? 0) + 1)
    lines.push(' '.repeat(lines.length) + line);
  return lines.join('\n').slice(0, MIB);
}
