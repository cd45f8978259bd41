import type { ConnectionOptions } from 'node:tls';
import { createTransport, type NodemailerError, type SMTPPoolOptions } from 'nodemailer';
import type { Config } from '../config/options.ts';
import { cleanLine } from './clean-text.ts';
import { nameSender, toMessage } from './mail-message.ts';
import { parseSmtpHost } from './parse-smtp-host.ts';
import type { Delivery, RefusedRecipient, Transport } from './transport.ts';

export type SmtpConfig = Pick<
  Config,
  'smtp_user' | 'smtp_password' | 'smtp_use_tls' | 'smtp_from' | 'email_domain_name'
> & { readonly smtp_host: string };

const CONNECT_MS = 20_000;
const IDLE_SOCKET_MS = 60_000;
// No timeout of a socket notices a server that answers a byte at a time.
const WHOLE_SENDING_MS = 120_000;
const KEEP_OPEN_MS = 30_000;

/**
 * Sends through an SMTP server, over TLS whenever it offers it and always if `smtp_use_tls` asks for it; certificates
 * are verified. Replies of 4xx, faults of the network and refusals of login or sender defer a mail; 5xx about the
 * mail itself or all its recipients fail it. `startLimit` gives the signal that ends one sending.
 */
export function createSmtpTransport(
  config: SmtpConfig,
  tls?: ConnectionOptions,
  startLimit = () => AbortSignal.timeout(WHOLE_SENDING_MS),
): Transport {
  const mailer = createTransport({ ...toPoolOptions(config, tls), pool: true });
  const sender = nameSender(config);
  const say = (error: NodemailerError): string => describeFailure(error, config);
  // A connection that breaks between two mails is told as an event and must not end the service.
  mailer.on('error', () => undefined);
  return {
    kind: 'smtp',
    async send(mail): Promise<Delivery> {
      try {
        const message = { ...toMessage(mail, sender), signal: startLimit() };
        const { rejectedErrors } = await mailer.sendMail(message);
        return { is: 'sent', refused: (rejectedErrors ?? []).map((error) => toRefused(error, say)) };
      } catch (error) {
        const failure: NodemailerError = error instanceof Error ? error : new Error(String(error));
        const because = say(failure);
        if (isFinal(failure)) return { is: 'failed', because };
        return { is: 'deferred', because, unseen: isUnseen(failure), about: nameConcern(failure) };
      }
    },
    probe: () =>
      mailer.verify().then(
        () => null,
        (error: NodemailerError) =>
          `The SMTP server ${config.smtp_host} cannot be used: ${say(error)}. Mails wait in the store; check smtp_host.`,
      ),
    close: () => mailer.close({ force: true }),
  };
}

function toPoolOptions(config: SmtpConfig, tls: ConnectionOptions | undefined): SMTPPoolOptions {
  const { smtp_user: user, smtp_password: pass, smtp_use_tls: requireTLS } = config;
  const login = user === null || user === '' ? {} : { auth: { user, pass: pass ?? '' } };
  return {
    ...parseSmtpHost(config.smtp_host, { submits: requireTLS || 'auth' in login }),
    ...login,
    requireTLS,
    tls,
    maxConnections: 1,
    maxRequeues: 1,
    idleTimeout: KEEP_OPEN_MS,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: IDLE_SOCKET_MS,
    socketCloseTimeout: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

// A refused greeting, login or sender says nothing about the mail: it waits until the configuration is mended.
function isFinal(failure: NodemailerError): boolean {
  return failure.permanent !== false && isAboutMail(failure);
}

/** A mail or its recipients were refused, by a server that goes on working for others. */
function isAboutMail({ code, command, responseCode = 0 }: NodemailerError): boolean {
  const isSenderRefused = command === 'MAIL FROM' && responseCode !== 0;
  return MAIL_REFUSED.has(code ?? '') && !isSenderRefused && !SERVER_REFUSES.has(responseCode);
}

const MAIL_REFUSED: ReadonlySet<string> = new Set(['EENVELOPE', 'EMESSAGE']);
// The service is not available, or wants a login.
const SERVER_REFUSES: ReadonlySet<number> = new Set([421, 530]);

function nameConcern(failure: NodemailerError): 'server' | 'mail' {
  return failure.responseCode !== undefined && isAboutMail(failure) ? 'mail' : 'server';
}

/** Whether the server said no, or was never spoken to. */
function isUnseen({ code, responseCode, timeoutType, syscall }: NodemailerError): boolean {
  const isBeforeMail = timeoutType !== undefined && timeoutType !== 'SOCKET_TIMEOUT';
  return responseCode !== undefined || isBeforeMail || syscall === 'connect' || BEFORE_MAIL.has(code ?? '');
}

const BEFORE_MAIL: ReadonlySet<string> = new Set(['EAUTH', 'EDNS', 'ETLS']);

function toRefused(error: NodemailerError, say: (error: NodemailerError) => string): RefusedRecipient {
  return { address: error.recipient ?? '', because: say(error), mayTryAgain: error.permanent === false };
}

/** The failure in a sentence; servers may echo what they were sent, so the password is taken out in every form. */
function describeFailure({ message, code }: NodemailerError, config: SmtpConfig): string {
  const advice = ADVICE[/certificate/i.test(message) ? 'ETLS' : (code ?? '')];
  const said = secretsOf(config).reduce((text, secret) => text.replaceAll(secret, '***'), message);
  return cleanLine(advice === undefined ? said : `${said} (${advice})`, MAX_REASON);
}

const MAX_REASON = 400;

const ADVICE: Readonly<Record<string, string>> = {
  EAUTH: 'check smtp_user and smtp_password',
  ETLS: 'check smtp_use_tls; for a private certificate authority set NODE_EXTRA_CA_CERTS',
  EDNS: 'check smtp_host',
};

function secretsOf({ smtp_user: user, smtp_password: password }: SmtpConfig): readonly string[] {
  if (password === null || password === '') return [];
  const encoded = [password, `\0${user ?? ''}\0${password}`].map((text) =>
    Buffer.from(text).toString('base64'),
  );
  return [password, ...encoded];
}
