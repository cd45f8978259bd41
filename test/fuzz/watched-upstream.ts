import { hash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';

/** An upstream that takes everything and remembers what it has not been asked for. */
export type WatchedUpstream = {
  readonly url: string;
  /** Whether this body has come; it is then forgotten. */
  take(path: string, body: Uint8Array): boolean;
  /** Bodies that have come in all. */
  received(): number;
  close(): void;
};

export async function startWatchedUpstream(): Promise<WatchedUpstream> {
  const waiting = new Map<string, number>();
  let received = 0;
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = nameBody(request.url ?? '', await buffer(request));
    waiting.set(key, (waiting.get(key) ?? 0) + 1);
    received += 1;
    const type = request.headers['content-type'] ?? '';
    response.writeHead(200, { 'content-type': type }).end(type === 'application/json' ? '{}' : '');
  }
  const server = createHttpServer(
    (request, response) => void answer(request, response).catch(() => undefined),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    take: (path, body) => takeOne(waiting, nameBody(path, body)),
    received: () => received,
    close: () => server.close().closeAllConnections(),
  };
}

function nameBody(path: string, body: Uint8Array): string {
  return `${path} ${hash('sha1', body)}`;
}

function takeOne(waiting: Map<string, number>, key: string): boolean {
  const n = waiting.get(key) ?? 0;
  if (n > 1) waiting.set(key, n - 1);
  else waiting.delete(key);
  return n > 0;
}
