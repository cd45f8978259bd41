import { createKeyTable, type KeyTable } from './key-table.ts';

/** The attribute keys that are looked for, and what must stand in a text for any of them to be there. */
export type WantedKeys = KeyTable & {
  /** Each of the keys has one of these in its bytes. */
  readonly markers: readonly Buffer[];
};

/** Prepares the search for `keys`. */
export function createWantedKeys(keys: Iterable<string>): WantedKeys {
  const all = [...keys];
  const markers = new Set(all.map(chooseMarker));
  return { ...createKeyTable(all), markers: [...markers].map((marker) => Buffer.from(marker)) };
}

// Node searches for up to six bytes by running memchr on the first of them, which is fast when that one is rare.
const MARKER_LENGTH = 6;
const RAREST_FIRST = Array.from('qxzjkvwybfgpmchdluonsraite');

/** Up to six characters of the key, from its rarest letter on; without any letter nothing, which stands everywhere. */
function chooseMarker(key: string): string {
  const rarest = RAREST_FIRST.find((letter) => key.includes(letter));
  if (rarest === undefined) return '';
  const ascii = /^[ -~]*/.exec(key.slice(key.indexOf(rarest)))?.[0] ?? '';
  return ascii.slice(0, MARKER_LENGTH);
}
