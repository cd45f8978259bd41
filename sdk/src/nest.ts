import type { RequestFacts } from './describe-request.ts';
import { readNodeRequest } from './read-node-request.ts';
import { readSafely } from './read-safely.ts';
import { recordRequestError } from './record-request-error.ts';
import type { RequestOptions } from './record-request-error.ts';

/** What is used of an exception filter of NestJS. */
export interface NestFilterLike {
  catch(exception: never, host: never): unknown;
}

/**
 * The same exception filter of NestJS, which records what it catches on the server's span, with the request, before it
 * answers: `app.useGlobalFilters(flawlessNest(new BaseExceptionFilter(app.getHttpAdapter())))`. An answer meant for the
 * client (status 400 to 499) is not recorded.
 */
export function flawlessNest<F extends NestFilterLike>(filter: F, options?: RequestOptions): F {
  const original: unknown = Reflect.get(filter, 'catch');
  if (typeof original !== 'function') {
    throw new TypeError('flawlessNest takes an exception filter, an object with a method `catch`.');
  }
  // On the filter itself, because Nest looks at its class for what it catches.
  Object.defineProperty(filter, 'catch', {
    configurable: true,
    writable: true,
    value(this: unknown, exception: unknown, host: unknown): unknown {
      recordRequestError(exception, options, () => readHost(host));
      return Reflect.apply(original, this, [exception, host]);
    },
  });
  return filter;
}

/** Undefined for what comes by a socket or a queue. */
function readHost(host: unknown): RequestFacts | undefined {
  if (call(host, 'getType') !== 'http') return undefined;
  return readNodeRequest(call(host, 'getArgByIndex', 0));
}

function call(host: unknown, method: string, ...args: readonly unknown[]): unknown {
  const found = readSafely(host, method);
  return typeof found === 'function' ? Reflect.apply(found, host, args) : undefined;
}
