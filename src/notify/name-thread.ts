import type { Config } from '../config/options.ts';
import type { DigestLetter, ErrorLetter, NoticeLetter, WeekLetter } from '../store/store.ts';

/** What mail programs group messages by; identifiers with their angle brackets. */
export type Thread = {
  readonly messageId: string;
  /** One for all mails about the same error, and for all of another kind; no mail has it as its own, so order is no matter. */
  readonly references: string;
  readonly listId: string;
};

type Named =
  | Pick<ErrorLetter, 'kind' | 'id' | 'errorId' | 'weekMs'>
  | Pick<DigestLetter | NoticeLetter | WeekLetter, 'kind' | 'id' | 'createdAtMs'>;

/** Names made from the letter alone, so that a letter that is sent twice is the same message. */
export function nameThread(letter: Named, config: Pick<Config, 'email_domain_name' | 'hostname'>): Thread {
  const domain = nameDomain(config);
  const { message, thread } = nameLocally(letter);
  return {
    messageId: `<${message}@${domain}>`,
    references: `<${thread}@${domain}>`,
    listId: `<errors.flawless.${domain}>`,
  };
}

function nameLocally(letter: Named): { readonly message: string; readonly thread: string } {
  const { kind, id } = letter;
  if (kind !== 'error') return { message: `${kind}-${id}.${letter.createdAtMs}`, thread: `${kind}s` };
  const error = letter.errorId.replace(/[^A-Za-z0-9.-]/g, '').slice(0, 64);
  return { message: `letter-${id}.${error}.${letter.weekMs}`, thread: `error-${error}` };
}

function nameDomain({
  email_domain_name: domain,
  hostname,
}: Pick<Config, 'email_domain_name' | 'hostname'>): string {
  const hosts = [URL.parse(`http://${domain}`)?.hostname, URL.parse(hostname)?.hostname];
  return hosts.find((host) => host !== undefined && /^[a-z0-9.-]+$/.test(host)) ?? 'localhost';
}
