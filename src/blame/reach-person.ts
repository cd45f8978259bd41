import { coversPath } from '../config/covers-path.ts';
import type { Config } from '../config/options.ts';
import type { Rules } from '../config/rules.ts';
import type { Person } from '../git/read-co-authors.ts';
import { isMailAddress, isReachable } from '../mail-address.ts';
import { findOtherAddress, isNoReply } from './find-other-address.ts';
import { isRobot } from './is-robot.ts';

export type OwnerConfig = Pick<Config, 'default_contact' | 'email_domain_name' | 'ignore_vcs_email_domain'>;

export type ReachNeeds = {
  readonly rules: Rules;
  readonly config: OwnerConfig;
  /** Every author of the repository, each name and address once. */
  readonly listAuthors: () => Promise<readonly Person[]>;
};

/** Where a person gets mail about a path, or why nowhere. */
export type Reached =
  | {
      readonly email: string;
      /** Unknown when a rule sends the mail to somebody else. */
      readonly name?: string;
      /** What led from the person to the address, a clause each. */
      readonly notes: readonly string[];
    }
  | { readonly email: null; readonly because: string };

type Address = { readonly email: string; readonly notes: readonly string[] };

/** Finds where mail to somebody goes, by the history and the rules; what a rule names is taken at its word. */
export async function reachPerson(person: Person, path: string, needs: ReachNeeds): Promise<Reached> {
  const mapped = remap({ email: person.email, notes: [] }, needs);
  const found = mapped ?? (await findAddress(person, needs));
  if (found.email === null) return found;
  const address = mapped ?? remap(found, needs) ?? found;
  const heir = handOver(address, path, needs.rules);
  if (!isMailAddress(heir.email))
    return { email: null, because: `${shorten(heir.email)} is no e-mail address` };
  const isOwn = heir.email === found.email && mapped === null && person.name.trim() !== '';
  return { ...heir, ...(isOwn && { name: person.name.trim() }) };
}

/** A person as sentences call them. */
export function callPerson({ name, email }: Person): string {
  return shorten(isMailAddress(email) && !isNoReply(email) ? email : name.trim() || email);
}

/** Text from a repository, cut to what a sentence can carry. */
export function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

async function findAddress(
  person: Person,
  { config, listAuthors }: ReachNeeds,
): Promise<Address | { readonly email: null; readonly because: string }> {
  if (isRobot(person)) return { email: null, because: `${shorten(person.name || person.email)} is a bot` };
  const domain = config.email_domain_name;
  const email = completeAddress(person.email, config);
  if (!isNoReply(person.email) && isReachable(email, domain)) return { email, notes: [] };
  const why = explainUnreachable(person.email);
  const other = findOtherAddress(person, await listAuthors(), domain);
  if (other === null) return { email: null, because: why };
  const note = `${why}, so their other address in the history was used`;
  return { email: completeAddress(other, config), notes: [note] };
}

/** An address without a domain gets the configured one, unless it is no plain name: then it stays without. */
function completeAddress(email: string, config: OwnerConfig): string {
  const at = email.indexOf('@');
  if (at !== -1 && (!config.ignore_vcs_email_domain || isNoReply(email))) return email;
  const local = at === -1 ? email : email.slice(0, at);
  const completed = `${local}@${config.email_domain_name}`;
  return local.startsWith('-') || !isMailAddress(completed) ? local : completed;
}

function explainUnreachable(email: string): string {
  if (isNoReply(email)) return `${shorten(email)} is a no-reply address`;
  if (isMailAddress(email) && !email.startsWith('-')) return `${shorten(email)} is the address of a machine`;
  return email.trim() === '' ? 'the commit has no e-mail address' : `${shorten(email)} is no e-mail address`;
}

/** Follows `email_remapping` to its end, or once around a circle. Null when no rule applies. */
function remap({ email, notes }: Address, { rules, config }: ReachNeeds): Address | null {
  const seen = new Set([email.toLowerCase()]);
  let address = email;
  for (;;) {
    const next = findRemapping(address, rules, config);
    if (next === null || seen.has(next.toLowerCase())) break;
    seen.add(next.toLowerCase());
    address = next;
  }
  if (address === email) return null;
  return { email: address, notes: [...notes, `email_remapping sends their mail to ${shorten(address)}`] };
}

// Besides the whole address a rule may name what stands before the @, and a host's login with or without one.
function findRemapping(email: string, { email_remapping }: Rules, config: OwnerConfig): string | null {
  const bare = email.startsWith('@') ? [email.slice(1)] : [completeAddress(email, config), localPart(email)];
  const keys = new Set([email, ...bare].map((key) => key.toLowerCase()));
  const found = email_remapping.find((entry) => keys.has(entry.remap.toLowerCase()));
  if (found === undefined) return null;
  return found.to.includes('@') ? found.to : `${found.to}@${config.email_domain_name}`;
}

/** Follows `file_disownership` to its end, or once around a circle. */
function handOver({ email, notes }: Address, path: string, { file_disownership }: Rules): Address {
  const seen = new Set([email.toLowerCase()]);
  const steps = [...notes];
  let address = email;
  for (;;) {
    const entry = file_disownership.find(
      (rule) => namesAddress(rule.email, address) && coversPath(rule.filepath, path),
    );
    if (entry === undefined || seen.has(entry.designated_email.toLowerCase())) break;
    address = entry.designated_email;
    seen.add(address.toLowerCase());
    steps.push(`${entry.filepath} was handed to ${shorten(address)}`);
  }
  return { email: address, notes: steps };
}

function namesAddress(wanted: string, address: string): boolean {
  const plain = wanted.toLowerCase();
  return plain === address.toLowerCase() || plain === localPart(address).toLowerCase();
}

function localPart(address: string): string {
  return address.slice(0, Math.max(0, address.indexOf('@')));
}
