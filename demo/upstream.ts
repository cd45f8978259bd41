import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { AttributeValue } from '../src/otlp/attributes.ts';
import { scanTraces } from '../src/otlp/scan-traces.ts';
import { createWantedKeys } from '../src/otlp/wanted-keys.ts';

/** A span as the next OTLP endpoint gets it, with what Flawless wrote into it. */
export type EnrichedSpan = {
  readonly name: string;
  readonly exception: string;
  readonly blame: Readonly<Record<string, string>>;
};

/** A small OTLP endpoint that tells of every span with an exception it gets. */
export async function startUpstream(tell: (span: EnrichedSpan) => void) {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const span of readSpans(await buffer(request))) tell(span);
    response.writeHead(200, { 'content-type': request.headers['content-type'] ?? '' }).end();
  }
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}

const EXCEPTIONS = createWantedKeys(['exception.type', 'exception.message']);

function readSpans(bytes: Uint8Array): readonly EnrichedSpan[] {
  return scanTraces(bytes, 'protobuf', EXCEPTIONS).matched.map(({ name, attributes, events }) => ({
    name,
    exception: print(events[0]?.attributes.get('exception.message')),
    blame: Object.fromEntries(
      [...attributes].flatMap(([key, value]) => (key.startsWith('flawless.') ? [[key, print(value)]] : [])),
    ),
  }));
}

function print(value: AttributeValue | undefined): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
