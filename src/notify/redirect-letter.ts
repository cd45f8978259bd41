import type { Letter, LetterEnding } from '../store/store.ts';
import type { Tried } from './deliver-letter.ts';

/**
 * Sends a letter that failed because none of its recipients can be reached on to `contact`, once for each error and
 * week; any other ending stays as it is, and so does one that `contact` itself has caused.
 */
export function redirectLetter(
  letter: Letter,
  tried: Tried,
  ending: LetterEnding,
  contact: string | null,
): LetterEnding {
  if (ending.is !== 'failed' || contact === null || !isRefused(tried) || !mayGoOn(letter)) return ending;
  if (letter.recipients.some((address) => address.toLowerCase() === contact.toLowerCase())) return ending;
  return { is: 'redirected', atMs: ending.atMs, to: contact, because: ending.because };
}

function isRefused(tried: Tried): boolean {
  return tried.is === 'failed' || (tried.is === 'deferred' && tried.about === 'mail');
}

function mayGoOn(letter: Letter): boolean {
  if (letter.kind === 'notice' || letter.insteadOf !== null) return false;
  return letter.kind !== 'error' || !letter.hasRedirected;
}
