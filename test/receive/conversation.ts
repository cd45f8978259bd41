import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

export type Reply = {
  readonly status: number;
  /** Names in lower case; the values of a repeated one joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
};

/** HTTP spoken by hand over a socket, so that anything can be said. */
export type Conversation = {
  readonly socket: Socket;
  say(...words: readonly (string | Uint8Array)[]): void;
  /** The next reply; rejects if the connection ends before it is complete. */
  listen(): Promise<Reply>;
  /** All the server still says until it closes the connection; rejects if it is reset. */
  untilClosed(): Promise<string>;
};

export async function converse(
  context: Pick<TestContext, 'after'>,
  port: number,
  localAddress = '127.0.0.1',
): Promise<Conversation> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  context.after(() => socket.destroy());
  const pieces: AsyncIterator<Buffer> = socket[Symbol.asyncIterator]();
  let heard = Buffer.alloc(0);

  async function hear(): Promise<boolean> {
    const { done, value } = await pieces.next();
    if (done !== true) heard = Buffer.concat([heard, value]);
    return done !== true;
  }

  async function take(measure: (heard: Buffer) => number): Promise<Buffer> {
    let length = measure(heard);
    while (length < 0 || heard.length < length) {
      if (!(await hear())) throw new Error(`the connection ended after ${heard.toString('latin1')}`);
      length = measure(heard);
    }
    const taken = heard.subarray(0, length);
    heard = heard.subarray(length);
    return taken;
  }

  return {
    socket,
    say: (...words) => {
      for (const word of words) socket.write(word);
    },
    async listen() {
      const head = await take((buffer) => buffer.indexOf('\r\n\r\n') + (buffer.includes('\r\n\r\n') ? 4 : 0));
      const [first = '', ...lines] = head.toString('latin1').trimEnd().split('\r\n');
      const headers = readHeaders(lines);
      const length = Number(headers.get('content-length') ?? 0);
      return { status: Number(first.split(' ')[1]), headers, body: await take(() => length) };
    },
    async untilClosed() {
      while (await hear());
      return heard.toString('latin1');
    },
  };
}

/** Writes a request with its length, unless it says itself how its body comes. */
export function writeRequest(
  line: string,
  headers: readonly (readonly [string, string])[],
  body: string | Uint8Array = '',
): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const isSaid = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  const all = isSaid ? headers : [...headers, ['Content-Length', String(bytes.length)] as const];
  const head = [line, ...all.map(([name, value]) => `${name}: ${value}`)].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), bytes]);
}

function readHeaders(lines: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}
