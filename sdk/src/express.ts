import { readNodeRequest } from './read-node-request.ts';
import { recordRequestError } from './record-request-error.ts';
import type { RequestOptions } from './record-request-error.ts';

export type ExpressErrorHandler = (
  error: unknown,
  request: object,
  response: object,
  next: (error?: unknown) => void,
) => void;

/**
 * Error middleware for Express 4 and 5, to be used behind the routes and before other error middleware: records the error
 * on the server's span, with the request, and hands it on. An answer meant for the client (status 400 to 499) is not
 * recorded.
 */
export function flawlessExpress(options?: RequestOptions): ExpressErrorHandler {
  // Express knows error middleware by its four parameters.
  return (error, request, _response, next) => {
    recordRequestError(error, options, () => readNodeRequest(request));
    next(error);
  };
}
