import { readOccurrence } from '../aggregate/occurrence.ts';
import type { Occurrence } from '../aggregate/occurrence.ts';
import { createHeadFollower, type FollowNeeds } from '../blame/follow-to-head.ts';
import type { Config } from '../config/options.ts';
import { readExcerpt, type Excerpt } from '../git/excerpt.ts';
import type { LineFate } from '../git/follow-line.ts';
import type { Repository } from '../git/repository.ts';
import type { Links } from '../links.ts';
import type { ErrorWeek, Letter, Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import { composeMail, type ComposedMail } from './compose-mail.ts';
import { explainFate } from './explain-fate.ts';
import type { MailSources } from './gather-content.ts';
import type { Delivery, Transport } from './transport.ts';

export type DeliverNeeds = {
  readonly store: Pick<Store, 'findErrorWeek'>;
  readonly transport: Transport;
  /** A repository by its name; null when the options no longer name it. */
  readonly findRepository: (name: string) => Pick<Repository, 'readLines' | 'resolve' | 'followLine'> | null;
  readonly schedule: FollowNeeds['schedule'];
  readonly links: Links;
  readonly config: MailSources['config'] & Pick<Config, 'report_fixed_errors'>;
  readonly log: Log;
};

/** A letter as it is handed out; `begun` once some of its recipients have the mail. */
export type DueLetter = Letter & { readonly begun: boolean };

/** What came of one try: of sending, unless there was no need to send. */
export type Tried = Delivery | { readonly is: 'withheld'; readonly because: string };

const LINES_AROUND = 5;

/**
 * Composes a letter's mail from what the store and git know of the error by now and sends it; rejects only when the
 * store does. Without `report_fixed_errors` it is withheld once the line has been changed or deleted.
 */
export function createDelivery(needs: DeliverNeeds): (letter: DueLetter) => Promise<Tried> {
  const { store, transport, config, log } = needs;
  const followToHead = createHeadFollower(needs);

  async function readAround({ repository: name, revision, blamed }: Occurrence): Promise<Excerpt | null> {
    const repository = needs.findRepository(name);
    if (repository === null) return null;
    try {
      return await readExcerpt(repository, revision.commit, blamed.path, blamed.line, LINES_AROUND);
    } catch (error) {
      log.warn({ err: error, path: blamed.path }, 'a mail goes out without the code, git could not be asked');
      return null;
    }
  }

  async function prepare(letter: DueLetter, error: ErrorWeek): Promise<ComposedMail | Tried> {
    try {
      const occurrence = readOccurrence(error.occurrence);
      const [excerpt, since] = await Promise.all([readAround(occurrence), followToHead(occurrence)]);
      if (!config.report_fixed_errors && !letter.begun && isFixed(occurrence, since))
        return { is: 'withheld', because: explainFate(since, config.timezone) };
      return composeMail({ ...needs, letter, error, occurrence, excerpt, since });
    } catch (failure) {
      log.error({ err: failure, letter: letter.id }, 'a mail could not be composed');
      return { is: 'failed', because: 'the mail could not be composed, see the log' };
    }
  }

  return async function deliver(letter) {
    const { errorId, weekMs } = letter;
    const error = await store.findErrorWeek({ errorId, weekMs });
    if (error?.weekMs !== weekMs) return { is: 'failed', because: 'the error has been deleted since' };
    const prepared = await prepare(letter, error);
    return 'is' in prepared ? prepared : transport.send(prepared);
  };
}

/** Silence needs certainty: of a guessed revision or line nobody knows whether it is the one that still fails. */
function isFixed({ confidence }: Occurrence, since: LineFate | null): since is LineFate {
  return since !== null && since.kind !== 'unchanged' && confidence.level === 'exact';
}
