import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

const TLS = join(import.meta.dirname, '../fixtures/tls');

/** A self-signed certificate for localhost and 127.0.0.1, good until 2120; nothing but tests trusts it. */
export const CERTIFICATE = readFileSync(join(TLS, 'localhost.crt'), 'utf8');
const KEY = readFileSync(join(TLS, 'localhost.key'), 'utf8');

export type ReceivedMail = {
  readonly from: string;
  readonly to: readonly string[];
  readonly email: Email;
  /** Who had logged in. */
  readonly user: string | null;
  readonly overTls: boolean;
  /** Whether the sender was told that it was taken. */
  readonly acknowledged: boolean;
};

/** A refusal, such as `[451, 'try again later']`; null takes it. */
export type Reply = readonly [code: number, text: string] | null;

export type SmtpBehaviour = {
  readonly port?: number;
  readonly login?: { readonly user: string; readonly password: string };
  readonly startTls?: boolean;
  /** What a failed login is told. */
  readonly refuseLogin?: (password: string) => string;
  readonly answerSender?: (address: string) => Reply;
  readonly answerRecipient?: (address: string) => Reply;
  /**
   * Asked when the whole message has come; `drop` cuts the connection, `lose` takes the message before it does, `hang`
   * never answers.
   */
  readonly answerMessage?: (nth: number) => Reply | 'drop' | 'lose' | 'hang';
};

/** A real SMTP server on the loopback interface. */
export type SmtpServer = {
  readonly host: string;
  readonly port: number;
  /** What it took. */
  readonly received: readonly ReceivedMail[];
  /** Resolves when the `n`th whole message has come, taken or not. */
  message(n: number): Promise<void>;
  stop(): Promise<void>;
};

export async function startSmtpServer(
  t: Pick<TestContext, 'after'>,
  behaviour: SmtpBehaviour = {},
): Promise<SmtpServer> {
  const received: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const arrivals = new EventEmitter();
  let messages = 0;
  const { login, startTls = false } = behaviour;
  const disabledCommands = [...(login === undefined ? ['AUTH'] : []), ...(startTls ? [] : ['STARTTLS'])];

  async function takeMessage(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
  ): Promise<Error | null> {
    const chunks = await stream.toArray().catch(() => null);
    if (chunks === null) return new Error('the sender broke off in the middle');
    const raw = Buffer.concat(chunks);
    messages += 1;
    arrivals.emit('message');
    const answer = behaviour.answerMessage?.(messages) ?? null;
    if (answer === null || answer === 'lose')
      received.push({ ...(await readMail(raw, session)), acknowledged: answer === null });
    if (answer === 'drop' || answer === 'lose') for (const socket of sockets) socket.destroy();
    if (typeof answer === 'string') return new Promise(() => undefined);
    return toError(answer);
  }

  async function message(n: number): Promise<void> {
    if (messages >= n) return;
    await once(arrivals, 'message');
    await message(n);
  }

  const server = new SMTPServer({
    key: KEY,
    cert: CERTIFICATE,
    logger: false,
    disabledCommands,
    disableReverseLookup: true,
    allowInsecureAuth: true,
    authOptional: false,
    closeTimeout: 1,
    onAuth({ username, password }, _session, done) {
      if (username === login?.user && password === login?.password) return done(null, { user: username });
      return done(new Error(behaviour.refuseLogin?.(password ?? '') ?? 'Authentication failed'));
    },
    onMailFrom: ({ address }, _session, done) => done(toError(behaviour.answerSender?.(address) ?? null)),
    onRcptTo: ({ address }, _session, done) => done(toError(behaviour.answerRecipient?.(address) ?? null)),
    onData(stream, session, done) {
      void (async () => done(await takeMessage(stream, session)))();
    },
  });
  // Clients that break off are what some tests are about.
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  server.listen(behaviour.port ?? 0, '127.0.0.1');
  await once(server.server, 'listening');
  const port = portOf(server.server.address());
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (server.server.listening) await new Promise<void>((resolve) => server.close(resolve));
  };
  t.after(stop);
  return {
    host: `127.0.0.1:${port}`,
    port,
    received,
    message,
    stop,
  };
}

async function readMail(
  raw: Buffer,
  session: SMTPServerSession,
): Promise<Omit<ReceivedMail, 'acknowledged'>> {
  const { mailFrom, rcptTo } = session.envelope;
  return {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    email: await PostalMime.parse(raw),
    user: typeof session.user === 'string' ? session.user : null,
    overTls: session.secure,
  };
}

function portOf(address: AddressInfo | string | null): number {
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}

function toError(reply: Reply): Error | null {
  return reply && Object.assign(new Error(reply[1]), { responseCode: reply[0] });
}
