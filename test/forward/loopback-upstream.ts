import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';

export type Received = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

export type Answer = (received: Received, response: ServerResponse) => void;

/** A real OTLP endpoint on loopback that keeps what it got; it can go down and come back on the same port. */
export async function startUpstream(t: TestContext, answer: Answer = accept) {
  const received: Received[] = [];
  let current = answer;
  const server = createServer((request, response) => {
    void serve(request, response);
  });
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const one = { path: request.url ?? '', headers: request.headers, body: await collect(request) };
    received.push(one);
    current(one, response);
  }
  const listen = (port: number) =>
    new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
  const down = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { port } = address;
  t.after(down);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    received,
    bodies: () => received.map((one) => one.body.toString()),
    answerWith: (next: Answer) => {
      current = next;
    },
    down,
    up: () => listen(port),
  };
}

export const accept: Answer = (received, response) => {
  response.setHeader('content-type', received.headers['content-type'] ?? '');
  response.end(received.headers['content-type'] === 'application/json' ? '{}' : '');
};

export function answerStatus(status: number, headers: Record<string, string> = {}): Answer {
  return (_, response) => {
    response.writeHead(status, headers).end('no');
  };
}

/** Takes the request and never says a word. */
export const hang: Answer = () => {};

async function collect(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
