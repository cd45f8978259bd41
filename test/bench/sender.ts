import { Agent, request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { Feed } from './feed.ts';

/** Posts one OTLP request after the other. */
export type Sender = {
  /** Sends the next request; gives its status, or 0 when there was no answer. */
  send(): Promise<number>;
  close(): void;
};

export type Target = {
  /** Base URL. */
  readonly url: string;
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
};

/** Sends what the feed gives to a target, over at most `connections` kept connections. */
export function createSender(target: Target, connections: number, feed: Feed): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(target.url);
  const place = { agent, hostname, port, path: target.path, method: 'POST' };
  async function send(): Promise<number> {
    const body = feed.take();
    const headers = { ...target.headers, 'content-length': body.length };
    const status = await new Promise<number>((resolve) => {
      const outgoing = request({ ...place, headers }, (answer) => readStatus(answer, resolve));
      outgoing.on('error', () => resolve(0));
      outgoing.end(body);
    });
    feed.giveBack(body);
    return status;
  }
  return { send, close: () => agent.destroy() };
}

function readStatus(answer: IncomingMessage, resolve: (status: number) => void): void {
  answer.on('end', () => resolve(answer.statusCode ?? 0));
  answer.on('error', () => resolve(0));
  answer.resume();
}
