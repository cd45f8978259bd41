import type { RequestFacts } from './describe-request.ts';
import { readSafely } from './read-safely.ts';
import { recordRequestError, watchRequest } from './record-request-error.ts';
import type { RequestOptions } from './record-request-error.ts';

export type KoaMiddleware = (context: object, next: () => Promise<unknown>) => Promise<unknown>;

/**
 * Koa middleware, to be used first: records what the later ones throw on the server's span, with the request, and throws
 * it on. An answer meant for the client (status 400 to 499) is not recorded.
 */
export function flawlessKoa(options?: RequestOptions): KoaMiddleware {
  return async (context, next) => {
    watchRequest();
    try {
      return await next();
    } catch (error) {
      recordRequestError(error, options, () => readContext(context));
      throw error;
    }
  };
}

/** `_matchedRoute` is @koa/router's; `url` is cut by koa-mount. */
function readContext(context: object): RequestFacts {
  return {
    method: readSafely(context, 'method'),
    url: readSafely(context, 'originalUrl') ?? readSafely(context, 'url'),
    headers: readSafely(context, 'headers'),
    route: readSafely(context, '_matchedRoute'),
  };
}
