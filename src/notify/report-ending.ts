import type { Outcomes } from '../outcome.ts';
import type { Letter, LetterEnding } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import type { Tried } from './deliver-letter.ts';

/** Counts and logs how tries to send end. */
export function createReport({ outcomes, log }: { readonly outcomes: Outcomes; readonly log: Log }) {
  return {
    /** The letter as a whole. */
    ending({ id, errorId }: Letter, ending: LetterEnding): void {
      const fields = { letter: id, error: errorId };
      outcomes.settle(OUTCOMES[ending.is], 1, ending.is === 'withheld' ? 'line changed since' : undefined);
      if (ending.is === 'sent') return log.info(fields, 'mail sent');
      if (ending.is === 'withheld')
        return log.debug({ ...fields, because: ending.because }, 'a mail was withheld');
      if (ending.is === 'failed')
        return log.error({ ...fields, because: ending.because }, 'a mail could not be sent');
      log.warn({ ...fields, because: ending.because }, 'a mail could not be sent yet; it stays queued');
    },
    /** Recipients that were refused for good, while the others got the mail. */
    refused({ id }: Letter, tried: Tried): void {
      if (tried.is !== 'sent') return;
      const refused = tried.refused.filter(({ mayTryAgain }) => !mayTryAgain);
      outcomes.settle('mails_failed', refused.length, 'recipient refused');
      for (const { address, because } of refused)
        log.warn({ letter: id, recipient: address, because }, 'a recipient was refused');
    },
  };
}

const OUTCOMES = {
  sent: 'mails_sent',
  deferred: 'mails_deferred',
  withheld: 'mails_withheld',
  failed: 'mails_failed',
} as const;
