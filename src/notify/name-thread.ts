import type { Config } from '../config/options.ts';
import type { Letter } from '../store/store.ts';

/** What mail programs group messages by; identifiers with their angle brackets. */
export type Thread = {
  readonly messageId: string;
  /** One for all mails about the same error; no mail has it as its own, so the order of arrival does not matter. */
  readonly references: string;
  readonly listId: string;
};

/** Names made from the letter alone, so that a letter that is sent twice is the same message. */
export function nameThread(
  { id, errorId, weekMs }: Pick<Letter, 'id' | 'errorId' | 'weekMs'>,
  config: Pick<Config, 'email_domain_name' | 'hostname'>,
): Thread {
  const domain = nameDomain(config);
  const error = errorId.replace(/[^A-Za-z0-9.-]/g, '').slice(0, 64);
  return {
    messageId: `<letter-${id}.${error}.${weekMs}@${domain}>`,
    references: `<error-${error}@${domain}>`,
    listId: `<errors.flawless.${domain}>`,
  };
}

function nameDomain({
  email_domain_name: domain,
  hostname,
}: Pick<Config, 'email_domain_name' | 'hostname'>): string {
  const hosts = [URL.parse(`http://${domain}`)?.hostname, URL.parse(hostname)?.hostname];
  return hosts.find((host) => host !== undefined && /^[a-z0-9.-]+$/.test(host)) ?? 'localhost';
}
