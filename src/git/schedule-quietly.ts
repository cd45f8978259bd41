/** Runs something once after a while, unless the program has nothing else to do by then; gives back what calls it off. */
export function scheduleQuietly(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
}
