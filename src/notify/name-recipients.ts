import { cleanLine } from './clean-text.ts';
import type { MailSources } from './gather-content.ts';
import { breakWords } from './mail-subject.ts';

/** Who gets a mail; the name is empty where none is known. */
export type Recipient = { readonly name: string; readonly address: string };

const MAX_NAME = 64;

/** The recipients of a letter, the owner with the name that git knows. */
export function nameRecipients({
  letter,
  occurrence: { owner },
}: Pick<MailSources, 'letter' | 'occurrence'>): readonly Recipient[] {
  const name = breakWords(cleanLine(owner.name ?? '', MAX_NAME));
  const email = owner.email?.toLowerCase();
  return letter.recipients.map((address) => ({ name: address.toLowerCase() === email ? name : '', address }));
}
