const LOOK_EVERY_MS = 100;

/** Looks again and again until `look` finds something; null when the time is over. */
export async function waitFor<T>(look: () => T | null, patienceMs: number): Promise<T | null> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const found = look();
    if (found !== null || Date.now() > until) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
