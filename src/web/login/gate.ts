import type { Context, Middleware } from 'koa';
import { PageFailure } from '../page-failure.ts';
import type { Auth } from './open-auth.ts';

export type GateNeeds = {
  readonly auth: Auth;
  /** Asks somebody to log in, and leads back from there to a path with its query. */
  readonly askToLogIn: (ctx: Context, next: string) => Promise<void>;
  /** Where somebody whose session ended while they filled in a form finds it again, as they left it. */
  readonly findWayBack: (ctx: Context) => Promise<string>;
};

/** Lets nobody through whom `web_auth` does not know. */
export function createGate({ auth, askToLogIn, findWayBack }: GateNeeds): Middleware {
  return async (ctx, next) => {
    if (OPEN.has(ctx.path) || auth.identify(ctx) !== null) {
      await next();
      return;
    }
    if (auth.door === null) throw new PageFailure(403, NOT_LET_IN);
    const isReading = ctx.method === 'GET' || ctx.method === 'HEAD';
    if (ctx.accepts('html', 'json') === 'json') throw new PageFailure(401, LOG_IN);
    await askToLogIn(ctx, isReading ? ctx.url : await findWayBack(ctx));
  };
}

// Probes tell yes or no, uploads bring tokens of their own, and the page to log in needs its looks.
const OPEN = new Set(['/livez', '/readyz', '/login', '/style.css', '/source_maps']);

const NOT_LET_IN =
  'The request did not come by way of a proxy that says who asks. Use the public address; if this is it, check ' +
  'web_trusted_proxies and web_proxy_header.';

const LOG_IN = 'Log in first, at /login; programs send the cookie they get there.';
