import type { IncomingMessage, ServerResponse } from 'node:http';
import { types } from 'node:util';

import type { AnyFunction } from './guard-call.ts';
import { readNodeRequest } from './read-node-request.ts';
import { recordRequestError } from './record-request-error.ts';
import type { RequestOptions } from './record-request-error.ts';

export type HttpOptions = Pick<RequestOptions, 'headers'>;
export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => unknown;

/**
 * The same handler of `node:http`, whose throws and rejections are recorded on the server's span, with the request, and
 * go on unchanged. All are recorded, because there is nobody who would answer the client for them.
 */
export function flawlessHttp<F extends NodeHandler>(handler: F, options?: HttpOptions): F;
export function flawlessHttp<F extends AnyFunction>(handler: F, options?: HttpOptions): F;
export function flawlessHttp<F extends AnyFunction>(handler: F, options?: HttpOptions): F {
  function record(error: unknown, request: unknown): void {
    recordRequestError(error, { ...options, clientErrors: true }, () => readNodeRequest(request));
  }
  return new Proxy(handler, {
    apply(target, self, args: unknown[]) {
      const [request] = args;
      let result: unknown;
      try {
        result = Reflect.apply(target, self, args);
      } catch (error) {
        record(error, request);
        throw error;
      }
      if (!types.isPromise(result)) return result;
      return result.then(undefined, (error: unknown) => {
        record(error, request);
        throw error;
      });
    },
  });
}
