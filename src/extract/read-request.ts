import type { Attributes } from '../otlp/attributes.ts';
import { readTextOf } from './read-attribute.ts';

const MAX_ENTRIES = 64;
const FAMILIES = /^(http|url|server|client|user_agent|rpc|messaging|db)\./;

/** The attributes of a span that tell which request failed, as text: the first 64 of them. */
export function readRequest(attributes: Attributes): Readonly<Record<string, string>> {
  const request: Record<string, string> = {};
  let room = MAX_ENTRIES;
  for (const [key, value] of attributes) {
    if (room === 0) break;
    if (!FAMILIES.test(key)) continue;
    request[readTextOf(key)] = readTextOf(value);
    room--;
  }
  return request;
}
