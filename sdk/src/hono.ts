import type { RequestFacts } from './describe-request.ts';
import { readSafely } from './read-safely.ts';
import { recordRequestError, watchRequest } from './record-request-error.ts';
import type { RequestOptions } from './record-request-error.ts';

export type HonoMiddleware = (context: object, next: () => Promise<void>) => Promise<void>;

/**
 * Hono middleware, to be used first: records what the later ones throw on the server's span, with the request. Hono
 * answers before its middleware goes on, so that the error is read from the context; what is no Error is thrown on. An
 * answer meant for the client (status 400 to 499) is not recorded.
 */
export function flawlessHono(options?: RequestOptions): HonoMiddleware {
  return async (context, next) => {
    watchRequest();
    try {
      await next();
    } catch (error) {
      recordRequestError(error, options, () => readContext(context));
      throw error;
    }
    const error = readSafely(context, 'error');
    if (error !== undefined) recordRequestError(error, options, () => readContext(context));
  };
}

function readContext(context: object): RequestFacts {
  const request = readSafely(context, 'req');
  return {
    method: readSafely(request, 'method'),
    url: readSafely(request, 'url'),
    headers: readSafely(readSafely(request, 'raw'), 'headers'),
    route: readSafely(request, 'routePath'),
  };
}
