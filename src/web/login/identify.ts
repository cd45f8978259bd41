import type { Context } from 'koa';
import type { InRanges } from '../../address-range.ts';
import { findClientAddress } from './client-address.ts';
import type { Sessions } from './sessions.ts';
import type { Identify } from './visitor.ts';

/** Nobody has to say who they are. */
export function identifyAnybody(isTrusted: InRanges): Identify {
  return (ctx) => ({ name: null, address: findClientAddress(ctx.req, isTrusted), binding: '' });
}

/** Whoever has a session. */
export function identifyBySession(
  sessions: Sessions,
  readSecret: (ctx: Context) => string,
  isTrusted: InRanges,
): Identify {
  return (ctx) => {
    const session = sessions.find(readSecret(ctx));
    if (session === null) return null;
    return { name: session.name, address: findClientAddress(ctx.req, isTrusted), binding: session.id };
  };
}

/** Whom a trusted proxy says that it has let in. */
export function identifyByHeader(header: string, isTrusted: InRanges): Identify {
  const wanted = header.toLowerCase();
  return (ctx) => {
    if (!isTrusted(ctx.req.socket.remoteAddress ?? '')) return null;
    const [name = '', ...others] = listValues(ctx.req.rawHeaders, wanted).map(toText);
    // With several, one of them may be the browser's own.
    if (others.length > 0 || !isName(name)) return null;
    return { name, address: findClientAddress(ctx.req, isTrusted), binding: name };
  };
}

function listValues(rawHeaders: readonly string[], wanted: string): readonly string[] {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === wanted);
}

// Node gives the bytes of headers as latin1.
function toText(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8').trim();
}

// Control characters and the commas of joined headers name nobody.
function isName(text: string): boolean {
  return /^[^\s,\p{Cc}](?:[^,\p{Cc}]{0,198}[^\s,\p{Cc}])?$/u.test(text);
}
