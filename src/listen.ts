import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { StartFailure } from './start-failure.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

export type Listening = {
  readonly port: number;
  /** Takes no new connections, lets requests in flight finish for `graceMs`, then cuts them. */
  close(graceMs: number): Promise<void>;
};

export type Place = {
  readonly host: string;
  readonly port: number;
  /** The options to change when the place is taken, such as `port`. */
  readonly option: string;
};

// A client that sends a byte now and then must not keep a connection for ever.
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;

/** Serves HTTP/1.1 at a place; port 0 takes a free one. Rejects with `StartFailure` when the place is not to be had. */
export async function listen(handler: Handler, place: Place): Promise<Listening> {
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS },
    (request, response) => {
      if (!server.listening) response.setHeader('Connection', 'close');
      void handler(request, response);
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new StartFailure(describe(error, place), { cause: error })));
    server.listen(place.port, place.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : place.port;
  return { port, close: (graceMs) => close(server, graceMs) };
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function describe(error: Error, { host, port, option }: Place): string {
  const code = 'code' in error ? error.code : undefined;
  const where = `${host}:${port}`;
  if (code === 'EADDRINUSE')
    return `${where} is already in use: stop the other program, or choose another \`${option}\`.`;
  if (code === 'EACCES') return `Listening on ${where} is not permitted: choose a \`${option}\` above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is not an address of this machine: change the host beside \`${option}\`.`;
  return `Cannot listen on ${where}: ${error.message}.`;
}
