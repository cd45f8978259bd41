import type { Config } from '../config/options.ts';
import { coversPath } from '../config/covers-path.ts';
import type { EmailRemapping, FileDisownership, Rules } from '../config/rules.ts';
import { isMailAddress } from '../mail-address.ts';

/** Who gets the mail about a line; null when nobody can be reached. */
export type Owner = { readonly email: string | null; readonly because: string };

type OwnerConfig = Pick<Config, 'default_contact' | 'email_domain_name' | 'ignore_vcs_email_domain'>;

/**
 * The author after `email_remapping` and `file_disownership`; `default_contact` for bots, no-reply addresses and
 * text that is no address. `authorEmail` is what git stored, any text at all.
 */
export function resolveOwner(authorEmail: string, path: string, rules: Rules, config: OwnerConfig): Owner {
  const address = remap(authorEmail, completeAddress(authorEmail, config), rules.email_remapping, config);
  if (!isMailAddress(address)) return toDefaultContact(config, 'the author has no usable e-mail address');
  if (isRobot(address)) return toDefaultContact(config, 'the author is a bot or cannot receive mail');
  const heir = rules.file_disownership.find((entry) => isDisowned(entry, address, path));
  if (heir === undefined) return { email: address, because: `${address} last changed the line` };
  const email = heir.designated_email;
  return { email, because: `${address} last changed the line, but ${heir.filepath} was handed to ${email}` };
}

/** `default_contact` as the owner, with the reason why nobody else is. */
export function toDefaultContact(config: Pick<Config, 'default_contact'>, because: string): Owner {
  return { email: config.default_contact, because: `${because}, so the default contact is told` };
}

function completeAddress(email: string, config: OwnerConfig): string {
  const at = email.indexOf('@');
  if (at === -1 || config.ignore_vcs_email_domain)
    return `${at === -1 ? email : email.slice(0, at)}@${config.email_domain_name}`;
  return email;
}

function remap(
  authorEmail: string,
  address: string,
  remappings: readonly EmailRemapping[],
  config: OwnerConfig,
): string {
  const names = new Set([authorEmail, address, localPart(address)].map((name) => name.toLowerCase()));
  const found = remappings.find((entry) => names.has(entry.remap.toLowerCase()));
  if (found === undefined) return address;
  return found.to.includes('@') ? found.to : `${found.to}@${config.email_domain_name}`;
}

function localPart(address: string): string {
  return address.slice(0, Math.max(0, address.indexOf('@')));
}

function isRobot(address: string): boolean {
  return /\[bot\]|^no-?reply@|@users\.noreply\.|^dependabot@|^renovate@/i.test(address);
}

function isDisowned(entry: FileDisownership, address: string, path: string): boolean {
  return isSameAddress(entry.email, address) && coversPath(entry.filepath, path);
}

function isSameAddress(wanted: string, address: string): boolean {
  const one = wanted.toLowerCase();
  const other = address.toLowerCase();
  return one === other || one === localPart(other);
}
