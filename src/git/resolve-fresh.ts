import { LRUCache } from 'lru-cache';
import type { FetchSoon } from './fetch-soon.ts';
import type { ObjectSource } from './object-source.ts';
import { remember } from './remember.ts';
import { isRevisionName, resolveName, type ResolvedCommit } from './resolve-name.ts';

export type Resolver = {
  readonly resolve: (name: string) => Promise<ResolvedCommit | null>;
  /** Keeps what `find` found as long as what a name stands for. */
  readonly newest: (
    glob: string,
    find: () => Promise<ResolvedCommit | null>,
  ) => Promise<ResolvedCommit | null>;
  readonly forget: () => void;
};

const NAMES_STAY_MS = 10_000;
const MAX_MISSING = 10_000;
const MAX_HASHES_IN_VAIN = 3;
const HASH = /^[0-9a-f]{7,64}$/i;

/**
 * Resolves names, and keeps for a while what they stand for. With `refresh`, an unknown name is looked for again in the
 * repository brought up to date, the first time it is asked for; from then on it is unknown until the next fetch. A hash is worth waiting for, which
 * many versions, that are no tags at all, are not; and so are no more hashes when they were of somewhere else.
 */
export function createResolver(objects: ObjectSource, refresh?: FetchSoon): Resolver {
  const names = new LRUCache<string, Promise<ResolvedCommit | null>>({ max: 1_000, ttl: NAMES_STAY_MS });
  // Of each name that a fetch was made for, the number of the last fetch after which it was looked for in vain.
  const missing = new LRUCache<string, number>({ max: MAX_MISSING });
  let fetches = 0;
  let hashesInVain = 0;

  const look = (name: string) => remember(names, name, () => resolveName(objects, name));

  async function lookFurther(name: string, update: FetchSoon): Promise<ResolvedCommit | null> {
    let asOf = fetches;
    if (!missing.has(name)) {
      const isHash = HASH.test(name);
      const patient = isHash && hashesInVain < MAX_HASHES_IN_VAIN;
      if (!(await update({ patient }))) return null;
      asOf = fetches;
      names.delete(name);
      const found = await look(name);
      if (isHash) hashesInVain = found === null ? hashesInVain + 1 : 0;
      if (found !== null) return found;
    }
    missing.set(name, asOf);
    return null;
  }

  return {
    async resolve(name) {
      if (!isRevisionName(name) || missing.get(name) === fetches) return null;
      return (await look(name)) ?? (refresh === undefined ? null : lookFurther(name, refresh));
    },
    newest: (glob, find) => remember(names, `branch ${glob}`, find),
    forget() {
      fetches += 1;
      names.clear();
    },
  };
}
