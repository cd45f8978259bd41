import type { MailTerms } from '../../src/store/mail-terms.ts';

/** Terms under which no count is enough for a mail. */
export const SILENT: MailTerms = {
  thresholds: { kind: 'unknown', count: Number.MAX_SAFE_INTEGER, isOld: false },
  recipients: [],
  header: null,
};

/** Terms under which each step brings a mail, five minutes apart. */
export function tellAlways(recipients: readonly string[], header: string | null = null): MailTerms {
  return { thresholds: { kind: 'known', min: null, max: null, every: 1 }, recipients, header };
}
