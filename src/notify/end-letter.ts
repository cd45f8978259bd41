import type { Letter, LetterEnding } from '../store/store.ts';
import type { Tried } from './deliver-letter.ts';
import { giveUp } from './list-refusals.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
// RFC 5321, 4.5.4.1: twice in the first hour, then every two or three, for four or five days.
const DELAYS_MS = [1, 5, 15, 30, 60, 120].map((minutes) => minutes * MINUTE_MS);
const LATER_DELAY_MS = 3 * HOUR_MS;
const GIVE_UP_AFTER_MS = 96 * HOUR_MS;

type Tryable = Pick<Letter, 'attempts' | 'createdAtMs' | 'begun' | 'insteadOf'>;

/**
 * How a letter ends after one try: who could not be reached yet waits longer each time, four days in all, while those
 * who have it are not written to again. A letter that anybody has was sent.
 */
export function endLetter(letter: Tryable, tried: Tried, nowMs: number): LetterEnding {
  if (tried.is === 'withheld') return tried;
  if (tried.is === 'unsendable') return { is: 'failed', atMs: nowMs, because: tried.because };
  if (tried.is === 'deferred')
    return tryAgain(letter, tried, nowMs) ?? fail(letter, giveUp(tried.because), nowMs);
  if (tried.is === 'failed') return fail(letter, tried.because, nowMs);
  return tryAgain(letter, findLeft(tried), nowMs) ?? { is: 'sent', atMs: nowMs };
}

function fail({ begun }: Tryable, because: string, nowMs: number): LetterEnding {
  return begun ? { is: 'sent', atMs: nowMs } : { is: 'failed', atMs: nowMs, because };
}

type Left = {
  readonly because: string;
  readonly unseen?: boolean;
  readonly left?: readonly string[];
};

function findLeft({ refused }: Extract<Tried, { is: 'sent' }>): Left | null {
  const waiting = refused.filter(({ mayTryAgain }) => mayTryAgain);
  const [first] = waiting;
  if (first === undefined) return null;
  return { because: `${first.address}: ${first.because}`, left: waiting.map(({ address }) => address) };
}

function tryAgain(letter: Tryable, put: Left | null, nowMs: number): LetterEnding | null {
  const firstMs = letter.insteadOf?.atMs ?? letter.createdAtMs;
  if (put === null || nowMs - firstMs >= GIVE_UP_AFTER_MS) return null;
  const nextAttemptMs = nowMs + (DELAYS_MS[letter.attempts] ?? LATER_DELAY_MS);
  const { because, unseen = false, left } = put;
  return { is: 'deferred', atMs: nowMs, nextAttemptMs, because, unseen, ...(left !== undefined && { left }) };
}
