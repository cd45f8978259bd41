import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { StartFailure } from './start-failure.ts';
import { readReason } from './read-reason.ts';

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

export type ListenOptions = {
  /** PEM; with it the place speaks https only. */
  readonly tls?: { readonly cert: Buffer | string; readonly key: Buffer | string };
  readonly limits?: Partial<ConnectionLimits>;
  /**
   * Answers what cannot be read as HTTP or takes too long. A handler that brings it also sends `100 Continue` and asks for
   * the host itself.
   */
  readonly answerBroken?: (error: Error, socket: Duplex) => void;
};

export type ConnectionLimits = {
  readonly headersMs: number;
  /** From the first byte to the last of the body. */
  readonly requestMs: number;
  readonly idleMs: number;
  readonly checkEveryMs: number;
  readonly maxConnections: number;
};

// A client that sends a byte now and then must not keep a connection for ever. Exporters send every 1 to 60 s.
const LIMITS: ConnectionLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  idleMs: 75_000,
  checkEveryMs: 1_000,
  maxConnections: 10_000,
};

/** Serves HTTP/1.1 at a place; port 0 takes a free one. Rejects with `StartFailure` when that is not possible. */
export async function listen(
  handler: Handler,
  place: Place,
  options: ListenOptions = {},
): Promise<Listening> {
  const server = openServer(options);
  const unanswered = serve(server, handler, options);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new StartFailure(describe(error, place), { cause: error })));
    server.listen(place.port, place.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : place.port;
  return { port, close: (graceMs) => close(server, unanswered, graceMs) };
}

function openServer({ tls, limits, answerBroken }: ListenOptions): Server {
  const { headersMs, requestMs, idleMs, checkEveryMs, maxConnections } = { ...LIMITS, ...limits };
  const options: ServerOptions = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: idleMs,
    connectionsCheckingInterval: checkEveryMs,
    // Instead of the first of two different values silently winning, the two become one that is not valid.
    joinDuplicateHeaders: true,
    requireHostHeader: answerBroken === undefined,
  };
  const server = tls === undefined ? createServer(options) : openTlsServer({ ...options, tls });
  server.maxConnections = maxConnections;
  // Their size is limited, so none has to be left out unseen.
  server.maxHeadersCount = 0;
  return server;
}

function openTlsServer(options: ServerOptions & Required<Pick<ListenOptions, 'tls'>>): Server {
  const { tls, ...rest } = options;
  try {
    // Node takes nothing for no certificate, and fails at each handshake.
    if (tls.cert.length === 0 || tls.key.length === 0) throw new Error('a file is empty');
    const handshakeTimeout = options.headersTimeout;
    return createTlsServer({ ...rest, ...tls, handshakeTimeout, minVersion: 'TLSv1.2' });
  } catch (error) {
    const reason = readReason(error);
    throw new StartFailure(
      `TLS cannot be used: ${reason}. Check that \`tls_cert\` and \`tls_key\` are PEM, belong together and need no passphrase.`,
      { cause: error },
    );
  }
}

/** Gives back the responses that are not finished yet. */
function serve(
  server: Server,
  handler: Handler,
  { answerBroken }: ListenOptions,
): ReadonlySet<ServerResponse> {
  const unanswered = new Set<ServerResponse>();
  function handle(request: IncomingMessage, response: ServerResponse): void {
    if (!server.listening) response.shouldKeepAlive = false;
    unanswered.add(response);
    response.once('close', () => unanswered.delete(response));
    void handler(request, response);
  }
  server.on('request', handle);
  if (answerBroken !== undefined) {
    server.on('checkContinue', handle);
    server.on('checkExpectation', handle);
    server.on('clientError', answerBroken);
  }
  return unanswered;
}

function close(server: Server, unanswered: ReadonlySet<ServerResponse>, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    for (const response of unanswered) response.shouldKeepAlive = false;
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
