import type { IncomingMessage, ServerResponse } from 'node:http';
import { MEDIA_TYPES, type Encoding } from '../otlp/encoding.ts';

export type Answer = {
  readonly status: number;
  /** None without a body. */
  readonly encoding?: Encoding;
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
};

const NO_BYTES = new Uint8Array();

/**
 * Sends an answer. If some of the request was not read, the connection cannot be used again, but closing it at once would
 * reset it, and the client might never see the answer: what still comes is thrown away until it leaves, `lingerMs` at most.
 */
export function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { status, encoding, body = NO_BYTES, headers }: Answer,
  lingerMs: number,
): void {
  if (response.destroyed) return;
  const isRead = request.complete;
  response.writeHead(status, {
    ...(encoding !== undefined && { 'Content-Type': MEDIA_TYPES[encoding], 'Content-Length': body.length }),
    ...headers,
    ...(!isRead && { Connection: 'close' }),
  });
  if (!isRead) linger(request, response, body, lingerMs);
  else if (body.length > 0) response.end(body);
  else response.end();
}

/** The client has the whole answer by its length; ending the response is what closes the connection. */
function linger(
  request: IncomingMessage,
  response: ServerResponse,
  body: Uint8Array,
  lingerMs: number,
): void {
  response.flushHeaders();
  if (body.length > 0) response.write(body);
  const timer = setTimeout(() => response.end(), lingerMs);
  request.once('close', () => response.end());
  request.once('end', () => response.end());
  response.once('close', () => clearTimeout(timer));
  request.resume();
}
