import { splitUrl } from './describe-request.ts';
import type { RequestFacts } from './describe-request.ts';
import { readSafely } from './read-safely.ts';

/** Reads the requests of `node:http`, and of Express and Fastify, which put more on them. */
export function readNodeRequest(request: unknown): RequestFacts {
  const url = readSafely(request, 'originalUrl') ?? readSafely(request, 'url');
  return {
    method: readSafely(request, 'method'),
    url,
    headers: readSafely(request, 'headers'),
    route: readSafely(readSafely(request, 'routeOptions'), 'url') ?? readExpressRoute(request, url),
  };
}

/**
 * Outside of its routers Express knows only the last part of a route, which is worse than none: it is taken if it is as
 * long as the path.
 */
function readExpressRoute(request: unknown, url: unknown): unknown {
  const route = readSafely(readSafely(request, 'route'), 'path');
  if (typeof route !== 'string') return route instanceof RegExp ? route : undefined;
  const base = readSafely(request, 'baseUrl');
  const whole = typeof base === 'string' ? base + route : route;
  const { path = '' } = splitUrl(url);
  return countParts(whole) === countParts(path) ? whole : undefined;
}

function countParts(path: string): number {
  return path.split('/').filter((part) => part !== '').length;
}
