import type { Middleware } from 'koa';
import { isIP } from 'node:net';
import { PageFailure } from './page-failure.ts';

/**
 * Refuses requests under a host name nobody gave this service: a page of a foreign name that is rebound to this
 * address (DNS rebinding) would else read the pages with its visitor's browser. Addresses cannot be rebound.
 */
export function createHostCheck(hostname: string): Middleware {
  const ours = URL.parse(hostname)?.hostname;
  return (ctx, next) => {
    const host = ctx.get('host');
    const asked = host.includes('@') ? '' : (URL.parse(`http://${host}`)?.hostname ?? '');
    if (asked === ours || isLocal(asked) || PROBES.has(ctx.path)) return next();
    throw new PageFailure(
      421,
      `This is not ${asked || 'a host name'}. If it should be, set hostname to the address people use.`,
    );
  };
}

// Orchestrators and balancers ask by whatever name they have, and learn nothing but yes or no.
const PROBES = new Set(['/livez', '/readyz']);

function isLocal(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}
