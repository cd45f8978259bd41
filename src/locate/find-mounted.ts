import type { Frame } from '../parse/stack.ts';
import { toTracePath } from './trace-path.ts';

/** A frame of the same trace whose file is certain. */
export type Settled = { readonly tracePath: string; readonly path: string };

/**
 * The candidate that lies where the other frames say the service's code lies: when `/app/src/cart.ts` is
 * `services/cart/src/cart.ts`, then `/app/src/index.ts` is `services/cart/src/index.ts`. Null when they do not say so of
 * exactly one.
 */
export function findMounted(
  frame: Frame,
  candidates: readonly string[],
  settled: readonly Settled[],
): string | null {
  const tracePath = toTracePath(frame.file ?? '') ?? '';
  const mounted = new Set(settled.map((one) => follow(one, tracePath)));
  const found = candidates.filter((path) => mounted.has(path));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** The repository path that `tracePath` has if both lie in one folder that was deployed as a whole. */
function follow({ tracePath: known, path }: Settled, tracePath: string): string | null {
  const common = measureCommonEnd(known, path);
  const from = known.slice(0, known.length - common);
  const to = path.slice(0, path.length - common);
  return ABSOLUTE.test(from) && tracePath.startsWith(from) ? to + tracePath.slice(from.length) : null;
}

const ABSOLUTE = /^(?:\/|[A-Za-z]:)/;

/** The length of the longest common end that begins at a segment. */
function measureCommonEnd(a: string, b: string): number {
  const [as, bs] = [a.split('/').toReversed(), b.split('/').toReversed()];
  const differ = as.findIndex((segment, i) => segment !== bs[i]);
  const same = differ < 0 ? as : as.slice(0, differ);
  return same.reduce((sum, segment) => sum + segment.length, Math.max(0, same.length - 1));
}
