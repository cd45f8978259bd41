import type { Notice, NoticeItem } from '../store/store.ts';
import type { Refusal } from './list-refusals.ts';

/**
 * What `contact` is told of recipients who cannot be reached, once for each recipient and reason; undefined when there is
 * nobody to tell, or nothing that the contact's own mailbox would take.
 */
export function reportRefusals(
  refusals: readonly Refusal[],
  contact: string | null,
  moment: Pick<Notice, 'weekMs' | 'atMs'>,
): Notice | undefined {
  if (contact === null) return undefined;
  const others = refusals.filter(({ address }) => address.toLowerCase() !== contact.toLowerCase());
  return others.length === 0 ? undefined : { ...moment, recipients: [contact], items: others.map(toItem) };
}

function toItem({ address, because }: Refusal): NoticeItem {
  return {
    key: `mail ${address.toLowerCase()} ${nameReason(because)}`,
    title: `Mail to ${address} cannot be delivered`,
    text: `${because.charAt(0).toUpperCase()}${because.slice(1)}. If this person has another address now, or somebody else should get the mail, say so in email_remapping.yaml.`,
  };
}

/** A server's code where there is one, since the rest of a reply may be different each time. */
function nameReason(because: string): string {
  const beginning = because.startsWith('given up') ? 'given up ' : '';
  const [, code] = /(?:^|: )([245]\d\d)(?:[ -]|$)/.exec(because) ?? [];
  return beginning + (code ?? because.replace(/\d+/g, '#').slice(0, MAX_REASON));
}

const MAX_REASON = 80;
