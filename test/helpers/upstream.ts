import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export type Received = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** A real OTLP endpoint that keeps what it gets, and can be taken down and brought back at the same place. */
export type TestUpstream = {
  readonly url: string;
  readonly received: readonly Received[];
  readonly goDown: () => Promise<void>;
  readonly comeBack: () => Promise<void>;
};

export async function startTestUpstream(context: {
  after(fn: () => Promise<void>): void;
}): Promise<TestUpstream> {
  const received: Received[] = [];
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    received.push({ path: request.url ?? '', headers: request.headers, body: await buffer(request) });
    response.writeHead(200, { 'content-type': request.headers['content-type'] ?? '' }).end();
  }
  const server = createServer((request, response) => void answer(request, response));
  await listenAt(server, 0);
  const { port } = server.address() as AddressInfo;
  const goDown = () => closeServer(server);
  context.after(goDown);
  return { url: `http://127.0.0.1:${port}`, received, goDown, comeBack: () => listenAt(server, port) };
}

async function listenAt(server: Server, port: number): Promise<void> {
  await once(server.listen(port, '127.0.0.1'), 'listening');
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
