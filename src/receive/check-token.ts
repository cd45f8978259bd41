import { hash, timingSafeEqual } from 'node:crypto';
import { Refusal } from './refusal.ts';

/** Throws a 401 `Refusal` unless the `Authorization` header bears one of the tokens; no tokens means no check. */
export function checkToken(authorization: string | undefined, tokens: readonly string[]): void {
  if (tokens.length === 0) return;
  const [, presented = ''] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
  const matches = tokens.map((token) => isSame(token, presented));
  if (!matches.includes(true))
    throw new Refusal(401, 'Send one of the ingest_tokens as `Authorization: Bearer …`.');
}

// Hashes have one length, so neither the length nor the first difference of a token shows in the time taken.
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'));
}
