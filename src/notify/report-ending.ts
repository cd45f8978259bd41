import type { Outcomes } from '../outcome.ts';
import type { Gathered, Letter, LetterEnding, LetterSettled } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import type { Refusal } from './list-refusals.ts';

/** Counts and logs how tries to send end. */
export function createReport({ outcomes, log }: { readonly outcomes: Outcomes; readonly log: Log }) {
  return {
    /** The letter as a whole. */
    ending(letter: Letter, ending: LetterEnding): void {
      const fields = describe(letter);
      outcomes.settle(OUTCOMES[ending.is], 1, nameReason(letter, ending));
      if (ending.is === 'sent') return log.info(fields, 'mail sent');
      if (ending.is === 'withheld')
        return log.debug({ ...fields, because: ending.because }, 'a mail was withheld');
      if (ending.is === 'redirected')
        return log.warn({ ...fields, because: ending.because }, 'a mail goes to the default contact instead');
      if (ending.is === 'failed')
        return log.error({ ...fields, because: ending.because }, 'a mail could not be sent');
      log.warn({ ...fields, because: ending.because }, 'a mail could not be sent yet; it stays queued');
    },
    /** Recipients that were refused for good, while the others got the mail. */
    refused({ id }: Letter, refusals: readonly Refusal[]): void {
      outcomes.settle('mails_failed', refusals.length, 'recipient refused');
      for (const { address, because } of refusals)
        log.warn({ letter: id, recipient: address, because }, 'a recipient was refused');
    },
    /** What ended together with a letter, and what it gave rise to. */
    settled({ digested, failed, notices }: LetterSettled): void {
      outcomes.settle('mails_digested', digested);
      outcomes.settle('mails_failed', failed, 'listed in a digest that failed');
      outcomes.settle('mails_queued', notices, 'notice');
    },
    gathered({ digests, letters }: Gathered): void {
      outcomes.settle('mails_queued', digests, 'digest');
      if (letters > 0)
        log.warn(
          { letters, digests },
          'more mail is due than max_emails_per_hour allows: digests stand for it',
        );
    },
  };
}

const OUTCOMES = {
  sent: 'mails_sent',
  deferred: 'mails_deferred',
  withheld: 'mails_withheld',
  redirected: 'mails_redirected',
  failed: 'mails_failed',
} as const;

function describe(letter: Letter) {
  const { id, kind } = letter;
  return kind === 'error' ? { letter: id, error: letter.errorId } : { letter: id, kind };
}

function nameReason({ kind }: Letter, { is }: LetterEnding): string | undefined {
  if (kind !== 'error') return kind;
  return is === 'withheld' ? 'line changed since' : undefined;
}
