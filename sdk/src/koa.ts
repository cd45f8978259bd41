import { recordError } from './record-error.ts';
import { readSafely } from './read-safely.ts';

/** What is read of a Koa context; `_matchedRoute` is @koa/router's. */
export interface KoaContextLike {
  readonly method: string;
  readonly path: string;
  readonly _matchedRoute?: unknown;
}

export type KoaMiddleware = (context: KoaContextLike, next: () => Promise<unknown>) => Promise<unknown>;

/**
 * Koa middleware, to be used first: records what the later ones throw on the active span and throws it on. An answer
 * meant for the client (`expose`, status below 500) is not recorded. The query string is never sent.
 */
export function flawlessKoa(): KoaMiddleware {
  return async (context, next) => {
    try {
      return await next();
    } catch (error) {
      if (!isMeantForClient(error)) recordError(error, { additionalInfo: describeRequest(context, error) });
      throw error;
    }
  };
}

function isMeantForClient(error: unknown): boolean {
  const status = readStatus(error);
  return readSafely(error, 'expose') === true && status !== undefined && status < 500;
}

function readStatus(error: unknown): number | undefined {
  const status = readSafely(error, 'status') ?? readSafely(error, 'statusCode');
  return typeof status === 'number' ? status : undefined;
}

function describeRequest(context: KoaContextLike, error: unknown): Record<string, unknown> {
  const route = readSafely(context, '_matchedRoute');
  return {
    method: readSafely(context, 'method'),
    path: readSafely(context, 'path'),
    route: route instanceof RegExp ? route.source : route,
    status: readStatus(error),
  };
}
