const MAX_AHEAD_MS = 60_000;
const MAX_BEHIND_MS = 30 * 24 * 3_600_000;

/** The time of an event in milliseconds. A time that no working clock would give is replaced by the time of receipt. */
export function readOccurredAt(timeUnixNano: bigint, receivedAtMs: number): number {
  const timeMs = Number(timeUnixNano / 1_000_000n);
  const isLikely = timeMs - receivedAtMs <= MAX_AHEAD_MS && receivedAtMs - timeMs <= MAX_BEHIND_MS;
  return timeUnixNano > 0n && isLikely ? timeMs : receivedAtMs;
}
