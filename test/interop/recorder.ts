import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';

/** A request as it was on the wire. */
export type Recorded = {
  readonly path: string;
  readonly contentType: string;
  readonly contentEncoding: string;
  readonly body: Buffer;
};

export type Recorder = { readonly url: string; readonly requests: readonly Recorded[] };

/** Keeps the requests it gets, and hands them on to the server at `next` with its answer back, or takes them all. */
export async function startRecorder(t: Pick<TestContext, 'after'>, next?: string): Promise<Recorder> {
  const requests: Recorded[] = [];
  async function record(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    requests.push(describe(incoming, body));
    if (next !== undefined) return handOn(incoming, body, response, next);
    const contentType = incoming.headers['content-type'] ?? '';
    response.writeHead(200, { 'content-type': contentType });
    response.end(contentType.includes('json') ? '{}' : '');
  }
  const server = createServer((incoming, response) => {
    record(incoming, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests };
}

function describe({ url = '', headers }: IncomingMessage, body: Buffer): Recorded {
  const contentEncoding = headers['content-encoding'] ?? 'identity';
  return { path: url, contentType: headers['content-type'] ?? '', contentEncoding, body };
}

async function handOn(
  { url = '', method, headers }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  next: string,
): Promise<void> {
  const { host: _host, 'transfer-encoding': _coding, ...kept } = headers;
  const outgoing = request(`${next}${url}`, {
    method,
    headers: { ...kept, 'content-length': body.length },
    agent: false,
  });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  response.end(await buffer(answer));
}
