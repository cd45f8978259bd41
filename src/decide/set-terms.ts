import type { BlamedException } from '../blame/blame-exception.ts';
import type { KnownError, Rules } from '../config/rules.ts';
import type { MailTerms, Thresholds } from '../store/mail-terms.ts';
import { nameRecipients } from './name-recipients.ts';

export type Policy = { readonly threshold: number; readonly minimumDateMs: number };

export type TermNeeds = { readonly rules: () => Rules; readonly policy: Policy };

/** Says when a mail about a blamed exception is due, and to whom it goes. */
export type SetTerms = (blamed: BlamedException) => MailTerms;

/** Makes what turns rules and policy into terms; whom to tell is found out once for all occurrences of a verdict. */
export function createTermSetter({ rules, policy }: TermNeeds): SetTerms {
  const found = new WeakMap<BlamedException['blamed'], Found>();

  function findRecipients(blamed: BlamedException): readonly string[] {
    const current = rules();
    const known = found.get(blamed.blamed);
    if (known?.rules === current) return known.recipients;
    const recipients = nameRecipients(blamed, current);
    found.set(blamed.blamed, { rules: current, recipients });
    return recipients;
  }

  return (blamed) => ({
    thresholds: blamed.known === null ? toUnknown(blamed, policy) : toKnown(blamed.known),
    recipients: findRecipients(blamed),
    header: blamed.known?.email_header ?? null,
  });
}

type Found = { readonly rules: Rules; readonly recipients: readonly string[] };

/** The client may ask for a threshold of its own. */
function toUnknown({ reported, author }: BlamedException, { threshold, minimumDateMs }: Policy): Thresholds {
  const isOld = author !== null && author.authoredAtMs < minimumDateMs;
  return { kind: 'unknown', count: reported.threshold ?? threshold, isOld };
}

function toKnown(known: KnownError): Thresholds {
  return {
    kind: 'known',
    min: known.min_alert_threshold,
    max: known.max_alert_threshold,
    every: known.alert_every_n_occurrences,
  };
}
