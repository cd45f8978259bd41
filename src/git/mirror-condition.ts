import type { CloneProgress } from './clone-progress.ts';

/** How a repository is doing. */
export type RepositoryState = {
  readonly kind: 'checkout' | 'mirror';
  /** It was never cloned, so nothing can be read. */
  readonly isMissing: boolean;
  /** When it was last brought up to date; null for a checkout, which somebody else does. */
  readonly fetchedAtMs: number | null;
  /** Why the last fetch failed, and since when fetching fails; null when all is well. */
  readonly failure: { readonly reason: string; readonly sinceMs: number } | null;
  /** How far the clone is that is being made. */
  readonly cloning: CloneProgress | null;
  /** Why the mirror is cloned anew, or will be. */
  readonly damage: string | null;
};

/** What is known of a mirror; its jobs change it. */
export type MirrorCondition = {
  -readonly [K in Exclude<keyof RepositoryState, 'kind'>]: RepositoryState[K];
} & {
  /** When a clone last took its place because of damage. */
  mendedAtMs: number;
  /** Whether its commit-graph is of the last fetch. */
  isTidy: boolean;
};

/** The condition of a mirror that nothing was done with yet. */
export function beginCondition(told: Pick<RepositoryState, 'isMissing' | 'fetchedAtMs'>): MirrorCondition {
  return { ...told, failure: null, cloning: null, damage: null, mendedAtMs: -Infinity, isTidy: false };
}

/** What others may see of it. */
export function toState(condition: MirrorCondition): RepositoryState {
  const { isMissing, fetchedAtMs, failure, cloning, damage } = condition;
  return { kind: 'mirror', isMissing, fetchedAtMs, failure, cloning, damage };
}
