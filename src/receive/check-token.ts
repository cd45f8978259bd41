import { bearsToken } from '../bears-token.ts';
import { Refusal } from './refusal.ts';

/** Throws a 401 `Refusal` unless the `Authorization` header bears one of the tokens; no tokens means no check. */
export function checkToken(authorization: string | undefined, tokens: readonly string[]): void {
  if (tokens.length > 0 && !bearsToken(authorization, tokens))
    throw new Refusal(401, 'Send one of the ingest_tokens as `Authorization: Bearer …`.');
}
