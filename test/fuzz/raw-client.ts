import { connect, type Socket } from 'node:net';

/** An HTTP answer, read with as little help as possible. */
export type RawAnswer = {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
};

/** What came back: an answer, the end of the connection, or nothing within the time. */
export type Exchange = RawAnswer | 'closed' | 'silent';

/** One connection at a time, kept as long as the server keeps it. */
export type RawClient = {
  /** `finish` says that nothing more will be sent, as a client does that breaks off. */
  exchange(raw: Uint8Array, finish: boolean): Promise<Exchange>;
  close(): void;
};

const SILENT_MS = 20_000;

export function createRawClient(port: number): RawClient {
  let socket: Socket | null = null;

  function open(): Socket {
    if (socket !== null && !socket.destroyed && socket.writable && socket.readable) return socket;
    // Half open, because an answer may follow the end of a request.
    const opened = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    opened.on('error', () => opened.destroy());
    socket = opened;
    return opened;
  }

  async function exchange(raw: Uint8Array, finish: boolean): Promise<Exchange> {
    const used = open();
    const answer = readAnswer(used);
    used.write(raw);
    if (finish) used.end();
    const got = await answer;
    const isOver = typeof got === 'string' || finish || got.headers.get('connection') === 'close';
    if (isOver) used.destroy();
    return got;
  }

  return { exchange, close: () => void socket?.destroy() };
}

function readAnswer(socket: Socket): Promise<Exchange> {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const timer = setTimeout(() => settle('silent'), SILENT_MS);
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const answer = parseAnswer(received, false);
      if (answer !== null) settle(answer);
    };
    const onEnd = () => settle(parseAnswer(received, true) ?? 'closed');
    function settle(exchange: Exchange): void {
      clearTimeout(timer);
      socket.off('data', onData).off('end', onEnd).off('close', onEnd);
      resolve(exchange);
    }
    socket.on('data', onData).on('end', onEnd).on('close', onEnd);
  });
}

/** Null while it is not whole. Without a length it ends with the connection. */
function parseAnswer(received: Buffer, ended: boolean): RawAnswer | null {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return null;
  const [first = '', ...lines] = received.toString('latin1', 0, headEnd).split('\r\n');
  const status = Number(first.split(' ', 2)[1]);
  const rest = received.subarray(headEnd + 4);
  if (status === 100) return parseAnswer(rest, ended);
  const headers = new Map(lines.map(readHeader));
  const length = headers.get('content-length') ?? (status === 204 ? '0' : undefined);
  if (length === undefined) return ended ? { status, headers, body: rest } : null;
  return rest.length < Number(length) ? null : { status, headers, body: rest.subarray(0, Number(length)) };
}

function readHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
