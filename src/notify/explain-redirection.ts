import type { Letter } from '../store/store.ts';
import { cleanLine } from './clean-text.ts';

const MOST_NAMED = 3;
const MAX_ADDRESS = 254;
const MAX_REASON = 300;

/** Why a mail comes to somebody it was not for, as a sentence; empty for one that goes where it was meant to. */
export function explainRedirection({ insteadOf }: Pick<Letter, 'insteadOf'>): string {
  if (insteadOf === null) return '';
  const { recipients, because } = insteadOf;
  const named = recipients.slice(0, MOST_NAMED).map((address) => cleanLine(address, MAX_ADDRESS));
  const more = recipients.length - named.length;
  const all = new Intl.ListFormat('en').format(more === 0 ? named : [...named, `${more} more`]);
  return `You get this mail because you are the default_contact: it was for ${all}, and could not be delivered there (${cleanLine(because, MAX_REASON)}).`;
}
