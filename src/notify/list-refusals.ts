import type { Letter, LetterEnding } from '../store/store.ts';
import type { Tried } from './deliver-letter.ts';

/** A recipient who will never get this letter. */
export type Refusal = { readonly address: string; readonly because: string };

/** Whom a try has shown to be out of reach: refused for good, or put off until the letter was given up. */
export function listRefusals(letter: Letter, tried: Tried, ending: LetterEnding): readonly Refusal[] {
  if (tried.is === 'withheld' || tried.is === 'unsendable') return [];
  const isOver = ending.is !== 'deferred';
  if (tried.is === 'sent')
    return tried.refused
      .filter(({ mayTryAgain }) => isOver || !mayTryAgain)
      .map(({ address, because, mayTryAgain }) => ({
        address,
        because: mayTryAgain ? giveUp(because) : because,
      }));
  if (!isOver) return [];
  const because = tried.is === 'deferred' ? giveUp(tried.because) : tried.because;
  return letter.recipients.map((address) => ({ address, because }));
}

/** The reason of a letter that was put off too often. */
export function giveUp(because: string): string {
  return `given up after 4 days: ${because}`;
}
