import { hash } from 'node:crypto';
import type { LineBlame } from './blame-porcelain.ts';

/** Keeps what git said of lines, beyond this process. */
export type BlameMemory = {
  /** What was kept under a key; null: nothing. */
  readonly find: (key: string) => Promise<string | null>;
  readonly keep: (key: string, document: string) => Promise<void>;
};

/** How a blame is made and written down; a change of either, as of `LineBlame`, needs another one. */
const FORMAT = 4;

/**
 * Asks git only for what is not remembered. `key` has to tell all that the answer depends on. A memory that fails costs
 * time and no answer.
 */
export async function rememberBlame(
  memory: BlameMemory | undefined,
  key: readonly unknown[],
  ask: () => Promise<LineBlame | null>,
): Promise<LineBlame | null> {
  if (memory === undefined) return ask();
  const name = hash('sha256', JSON.stringify([FORMAT, ...key]));
  const kept = await memory.find(name).catch(() => null);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only this function writes under such a name
  if (kept !== null) return JSON.parse(kept) as LineBlame;
  const found = await ask();
  // What lies behind the end of a shallow clone may be fetched later.
  if (found !== null && found.boundary === undefined)
    void memory.keep(name, JSON.stringify(found)).catch(() => undefined);
  return found;
}
