import assert from 'node:assert/strict';

const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 20;

/** Looks until `look` gives something that is there; fails with `what` when it never is. */
export async function eventually<T>(
  what: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    assert.ok(performance.now() < until, `never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
