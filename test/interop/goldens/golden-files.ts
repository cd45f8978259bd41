import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { ThrownException } from '../../../src/parse/stack.ts';

const STACKS = join(import.meta.dirname, '../../fixtures/stacks');
const MADE_WITH = join(STACKS, 'programs/made-with.json');

/** The directory of the generators. */
export const PROGRAMS = join(STACKS, 'programs');

/** Stack traces by language and case, such as `python/causes`. */
export type Traces = ReadonlyMap<string, string>;

/** Which runtime printed which of the committed traces. */
export type MadeWith = { readonly version: string; readonly traces: readonly string[] };

/** By the generator's name. What no generator prints is below `by hand`. */
export function readMadeWith(): Readonly<Record<string, MadeWith>> {
  return JSON.parse(readFileSync(MADE_WITH, 'utf8')) as Record<string, MadeWith>;
}

/** Makes what a generator printed the committed traces, and writes down with which version. */
export function keepTraces(generator: string, version: string, traces: Traces): void {
  for (const [name, text] of traces) {
    mkdirSync(dirname(join(STACKS, name)), { recursive: true });
    writeFileSync(join(STACKS, `${name}.txt`), text);
  }
  const made = { ...readMadeWith(), [generator]: { version, traces: [...traces.keys()] } };
  writeFileSync(MADE_WITH, `${JSON.stringify(made, null, 2)}\n`);
}

/** The names of all committed traces. */
export function listGoldens(): readonly string[] {
  return [...listTraces(STACKS).keys()];
}

/** The traces in a directory of languages, in the order of their names. */
export function listTraces(directory: string): Traces {
  const paths = globSync(join(directory, '*/*.txt')).toSorted();
  return new Map(
    paths.map((path) => [relative(directory, path).replace(/\.txt$/, ''), readFileSync(path, 'utf8')]),
  );
}

/** How a committed trace was read when it was reviewed. */
export function readGolden(name: string): readonly ThrownException[] {
  return JSON.parse(readFileSync(join(STACKS, `${name}.json`), 'utf8')) as ThrownException[];
}
