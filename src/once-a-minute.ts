/**
 * Says yes to each message at most once a minute: what goes wrong for every request would otherwise fill the log. The
 * counters lose nothing.
 */
export function createOnceAMinute(now: () => number): (what: string) => boolean {
  const saidAtMs = new Map<string, number>();
  return (what) => {
    const last = saidAtMs.get(what);
    if (last !== undefined && Math.abs(now() - last) < 60_000) return false;
    saidAtMs.set(what, now());
    return true;
  };
}
