import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { encodeStatus } from '../otlp/answer.ts';
import { MEDIA_TYPES } from '../otlp/encoding.ts';
import { Refusal } from './refusal.ts';

/** What to do about bytes that are not HTTP, and about clients that take too long. */
export type BrokenRequests = {
  /** Remembers what a connection is busy with. */
  follow(request: IncomingMessage, response: ServerResponse): void;
  /** For a server's `clientError`. */
  answer(error: Error, socket: Duplex): void;
};

export type BrokenRequestsNeeds = {
  readonly lingerMs: number;
  /** Called for those that never became a request. */
  readonly onRefused: (refusal: Refusal) => void;
};

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

/**
 * A request whose body is being read gets its refusal as a `refused` event and answers for itself; an answer under way is
 * finished first, so that nobody takes a refusal for it; where there is no request, the refusal is written bare.
 */
export function createBrokenRequests({ lingerMs, onRefused }: BrokenRequestsNeeds): BrokenRequests {
  const latest = new WeakMap<Duplex, Exchange>();
  const answered = new WeakSet<Duplex>();

  function answer(error: Error, socket: Duplex): void {
    const refusal = saysNothing(socket) ? null : toRefusal(error);
    const exchange = latest.get(socket);
    if (refusal === null || !socket.writable) socket.destroy();
    else if (exchange !== undefined && !exchange.response.writableFinished)
      interrupt(exchange, refusal, socket);
    else {
      onRefused(refusal);
      writeBare(refusal, socket, lingerMs);
    }
  }

  return {
    follow(request, response) {
      const exchange = { request, response };
      latest.set(request.socket, exchange);
      // An idle connection must not keep the body of its last request alive.
      response.once('close', () => latest.get(request.socket) === exchange && latest.delete(request.socket));
    },
    answer(error, socket) {
      // A parser that has failed fails again with every byte that still comes.
      if (answered.has(socket)) return;
      answered.add(socket);
      answer(error, socket);
    },
  };
}

function saysNothing(socket: Duplex): boolean {
  return 'bytesRead' in socket && socket.bytesRead === 0;
}

/** Null for what cannot be answered: TLS that never came about, or a client that left in the middle. */
function toRefusal(error: Error): Refusal | null {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Refusal(408, 'The request took too long to arrive.');
  if (code === 'HPE_HEADER_OVERFLOW') return new Refusal(431, 'The headers are too large.');
  if (code === 'HPE_INVALID_EOF_STATE') return null;
  return code.startsWith('HPE_') ? new Refusal(400, 'This is not HTTP/1.1.') : null;
}

function interrupt({ request, response }: Exchange, refusal: Refusal, socket: Duplex): void {
  if (!request.complete && !response.headersSent) {
    request.emit('refused', refusal);
    return;
  }
  if (!response.headersSent) response.shouldKeepAlive = false;
  else if (!request.complete) socket.destroy();
  response.once('close', () => socket.destroy());
}

function writeBare(refusal: Refusal, socket: Duplex, lingerMs: number): void {
  const body = encodeStatus('json', refusal);
  const head = [
    `HTTP/1.1 ${refusal.status} Refused`,
    `Content-Type: ${MEDIA_TYPES.json}`,
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
}
