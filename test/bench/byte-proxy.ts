import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';

// The least an HTTP hop in Node can do: read the whole body, send it on over a kept connection, answer with the
// upstream's status, type and body. Started as a program: `node byte-proxy.ts <upstream port>`.
const upstreamPort = Number(process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const server = createServer((incoming, response) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => void chunks.push(chunk));
  incoming.on('end', () => sendOn(incoming, chunks, response));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`ready at http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});
process.once('SIGTERM', () => process.exit(0));

function sendOn(incoming: IncomingMessage, chunks: readonly Buffer[], response: ServerResponse): void {
  const body = Buffer.concat(chunks);
  const headers = { 'content-length': body.length, ...describe(incoming) };
  const options = {
    agent,
    port: upstreamPort,
    host: '127.0.0.1',
    method: 'POST',
    path: incoming.url,
    headers,
  };
  const outgoing = request(options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, describe(answer));
    answer.pipe(response);
  });
  outgoing.on('error', () => response.writeHead(502).end());
  outgoing.end(body);
}

function describe({ headers }: IncomingMessage): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of ['content-type', 'content-encoding', 'content-length'] as const) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
