import { hash, timingSafeEqual } from 'node:crypto';

/** Whether an `Authorization` header bears one of the tokens (RFC 6750). */
export function bearsToken(authorization: string | undefined, tokens: readonly string[]): boolean {
  const [, presented = ''] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
  const matches = tokens.map((token) => isSame(token, presented));
  return matches.includes(true);
}

// Hashes have one length, so neither the length nor the first difference of a token shows in the time taken.
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'));
}
