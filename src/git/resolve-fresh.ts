import { LRUCache } from 'lru-cache';
import type { ObjectSource } from './object-source.ts';
import { remember } from './remember.ts';
import { isRevisionName, resolveName, type ResolvedCommit } from './resolve-name.ts';

/** Brings the repository up to date; false when it could not be, or was too lately. */
export type Refresh = () => Promise<boolean>;

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

/**
 * Resolves names, and keeps for a while what they stand for. With `refresh`, an unknown name is looked for again in the
 * repository brought up to date, the first time it is asked for; from then on it is unknown until the next fetch.
 */
export function createResolver(objects: ObjectSource, refresh?: Refresh): Resolver {
  const names = new LRUCache<string, Promise<ResolvedCommit | null>>({ max: 1_000, ttl: NAMES_STAY_MS });
  // Of each name that a fetch was made for, the number of the last fetch after which it was looked for in vain.
  const missing = new LRUCache<string, number>({ max: MAX_MISSING });
  let fetches = 0;

  const look = (name: string) => remember(names, name, () => resolveName(objects, name));

  async function lookFurther(name: string, update: Refresh): Promise<ResolvedCommit | null> {
    let asOf = fetches;
    if (!missing.has(name)) {
      if (!(await update())) return null;
      asOf = fetches;
      names.delete(name);
      const found = await look(name);
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
