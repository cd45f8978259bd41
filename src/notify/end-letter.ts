import type { Letter, LetterEnding } from '../store/store.ts';
import type { Tried } from './deliver-letter.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
// RFC 5321, 4.5.4.1: twice in the first hour, then every two or three, for four or five days.
const DELAYS_MS = [1, 5, 15, 30, 60, 120].map((minutes) => minutes * MINUTE_MS);
const LATER_DELAY_MS = 3 * HOUR_MS;
const GIVE_UP_AFTER_MS = 96 * HOUR_MS;

/** How a letter ends after one try: what could not be delivered yet waits longer each time, four days in all. */
export function endLetter(
  letter: Pick<Letter, 'attempts' | 'createdAtMs'>,
  tried: Tried,
  nowMs: number,
): LetterEnding {
  if (tried.is === 'failed' || tried.is === 'withheld') return tried;
  if (tried.is === 'sent') return { is: 'sent', atMs: nowMs };
  if (nowMs - letter.createdAtMs >= GIVE_UP_AFTER_MS)
    return { is: 'failed', because: `given up after 4 days: ${tried.because}` };
  const nextAttemptMs = nowMs + (DELAYS_MS[letter.attempts] ?? LATER_DELAY_MS);
  return { is: 'deferred', nextAttemptMs, because: tried.because };
}
