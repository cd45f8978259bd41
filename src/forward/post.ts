import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { urlToHttpOptions } from 'node:url';

/** Where to send, read from its URL once. */
export type Target = Pick<RequestOptions, 'hostname' | 'port' | 'path'>;

export function toTarget(url: URL): Target {
  const { hostname, port, path } = urlToHttpOptions(url);
  return { hostname, port, path };
}

export type PostRequest = {
  readonly target: Target;
  /** Name, value, name, value, …; those of the connection and the length are added. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
  /** Covers waiting for a connection, connecting, and the headers and the body of the answer. */
  readonly timeoutMs: number;
};

export type PostAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  /** False when the body was longer than 64 KiB, or broke off: then `body` is only its beginning. */
  readonly complete: boolean;
};

/** One HTTP POST; redirects are not followed. Rejects only while there is no status yet: after that the status counts, whatever the body does. */
export type Post = (request: PostRequest) => Promise<PostAnswer>;

/** So many requests are on their way at the same time; more wait for a connection. */
export const MOST_CONNECTIONS = 32;

/** Keeps connections for one upstream; `stop` ends them and every request. */
export function createPost(needs: { readonly secure: boolean; readonly stop: AbortSignal }): Post {
  const { secure, stop } = needs;
  const pool = { keepAlive: true, maxSockets: MOST_CONNECTIONS, maxFreeSockets: MOST_CONNECTIONS };
  const agent = secure ? new HttpsAgent(pool) : new HttpAgent(pool);
  const start = secure ? requestHttps : requestHttp;
  const inFlight = new Set<(reason: Error) => void>();
  stop.addEventListener('abort', () => {
    for (const end of inFlight) end(new Error('stopping'));
    agent.destroy();
  });

  return async function post(request) {
    let current: ClientRequest | null = null;
    let ended: Error | null = stop.aborted ? new Error('stopping') : null;
    const end = (reason: Error) => {
      ended = reason;
      current?.destroy(reason);
    };
    const timer = setTimeout(
      () => end(new Error(`no answer within ${request.timeoutMs} ms`)),
      request.timeoutMs,
    );
    inFlight.add(end);

    async function attempt(): Promise<PostAnswer> {
      if (ended !== null) throw ended;
      const { target, headers, body } = request;
      const all = [...headers, 'content-length', String(body.length)];
      current = start({ ...target, method: 'POST', agent, headers: all });
      return exchange(current, body);
    }

    try {
      return await attempt().catch((error: unknown) => {
        if (!isStale(current, error)) throw error;
        closeIdle(agent);
        return attempt();
      });
    } finally {
      clearTimeout(timer);
      inFlight.delete(end);
    }
  };
}

function exchange(request: ClientRequest, body: Uint8Array): Promise<PostAnswer> {
  return new Promise((resolve, reject) => {
    let breakOff: (() => void) | null = null;
    request.on('response', (response) => {
      breakOff = readAnswer(response, resolve);
    });
    request.on('error', (error) => (breakOff === null ? reject(error) : breakOff()));
    request.end(body);
  });
}

const MAX_ANSWER_BYTES = 64 * 1024;

/** Resolves with the answer at its end, at the limit, or with what there is when told that it broke off. */
function readAnswer(response: IncomingMessage, resolve: (answer: PostAnswer) => void): () => void {
  const chunks: Buffer[] = [];
  let length = 0;
  const finish = (complete: boolean) => {
    const body = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES);
    resolve({ status: response.statusCode ?? 0, headers: response.headers, body, complete });
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length <= MAX_ANSWER_BYTES) return;
    finish(false);
    response.destroy();
  });
  response.on('end', () => finish(true));
  response.on('error', () => finish(false));
  return () => finish(false);
}

/** The peer closed a kept connection just as it was used again; nothing says that it saw the request. */
function isStale(request: ClientRequest | null, error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return request !== null && request.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
}

// One that was closed is seldom alone: a restarted peer has closed them all.
function closeIdle(agent: HttpAgent): void {
  for (const sockets of Object.values(agent.freeSockets))
    for (const socket of sockets ?? []) socket.destroy();
}
