import { closest, distance } from 'fastest-levenshtein';

/** ` (did you mean "x"?)` for the name nearest to a misspelt one, or nothing when none is near. */
export function suggest(written: string, names: readonly string[]): string {
  const name = findNearest(written, names);
  return name === undefined ? '' : ` (did you mean "${name}"?)`;
}

/** The name nearest to a misspelt one. A third of the letters may differ, two in short names: further away lies another word. */
export function findNearest(written: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || written.length > 100) return undefined;
  const plain = new Map(names.map((name) => [simplify(name), name]));
  const wanted = simplify(written);
  const nearest = closest(wanted, [...plain.keys()]);
  const limit = Math.max(Math.min(2, wanted.length - 1), Math.floor(wanted.length / 3));
  return distance(wanted, nearest) <= limit ? plain.get(nearest) : undefined;
}

function simplify(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}
