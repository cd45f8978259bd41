import type { BlamedException } from '../blame/blame-exception.ts';
import type { Rules } from '../config/rules.ts';
import type { Decision, Tally } from '../store/store.ts';
import { decide, type Policy } from './decide.ts';
import { nameRecipients } from './name-recipients.ts';

export type DecideNeeds = {
  readonly rules: () => Rules;
  readonly policy: Policy;
  readonly now: () => number;
};

/** Decides whether a counted exception is worth a mail now, and to whom; pure but for the clock, so it fits in a transaction. */
export function createDecider({ rules, policy, now }: DecideNeeds) {
  return (blamed: BlamedException, tally: Tally): Decision => {
    const due = decide(toCase(blamed, now()), tally, policy);
    if (!due.due) return { notify: false, reason: due.reason };
    const recipients = nameRecipients(blamed, rules());
    if (recipients.length === 0) return { notify: false, reason: 'nobody to tell' };
    return { notify: true, recipients, header: blamed.known?.email_header ?? null };
  };
}

function toCase({ known, author, reported }: BlamedException, nowMs: number) {
  const codeChangedAtMs = author?.authoredAtMs ?? null;
  return { known, codeChangedAtMs, clientThreshold: reported.threshold ?? null, nowMs };
}
