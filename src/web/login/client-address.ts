import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { InRanges } from '../../address-range.ts';

/** The address a request comes from: of proxies that are trusted, whoever asked them (`X-Forwarded-For`). */
export function findClientAddress(request: IncomingMessage, isTrusted: InRanges): string {
  let address = request.socket.remoteAddress ?? 'somebody who has hung up';
  // Each proxy appends whom it was asked by, so that only what trusted ones have written is read.
  for (const hop of listHops(request).toReversed()) {
    if (!isTrusted(address)) break;
    const before = readAddress(hop);
    if (before === null) break;
    address = before;
  }
  return toPlain(address);
}

const MAX_HOPS = 20;

function listHops(request: IncomingMessage): readonly string[] {
  const header = request.headers['x-forwarded-for'];
  const text = typeof header === 'string' ? header : (header ?? []).join(',');
  return text.split(',').slice(-MAX_HOPS);
}

/** Some proxies write the port, too. */
function readAddress(hop: string): string | null {
  const text = hop.trim();
  const bare =
    /^\[([0-9a-fA-F:.]{2,45})\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]{7,15}):\d{1,5}$/.exec(text)?.[1];
  const address = bare ?? text;
  return isIP(address) === 0 ? null : address;
}

function toPlain(address: string): string {
  return /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1] ?? address;
}
