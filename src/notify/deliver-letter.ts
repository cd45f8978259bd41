import { readOccurrence } from '../aggregate/occurrence.ts';
import type { Occurrence } from '../aggregate/occurrence.ts';
import {
  createHeadFollower,
  type FollowedRepository,
  type FollowNeeds,
  type HeadFate,
} from '../blame/follow-to-head.ts';
import type { Config } from '../config/options.ts';
import { readExcerpt, type Excerpt } from '../git/excerpt.ts';
import type { Links } from '../links.ts';
import type {
  DigestLetter,
  ErrorLetter,
  ErrorWeek,
  Letter,
  NoticeLetter,
  Store,
  WeekLetter,
} from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import { composeDigest } from './compose-digest.ts';
import { MOST_ENTRIES } from './compose-list.ts';
import { composeMail, type ComposedMail } from './compose-mail.ts';
import { composeNotice } from './compose-notice.ts';
import { composeWeek } from './compose-week.ts';
import { explainFate } from './explain-fate.ts';
import type { MailSources } from './gather-content.ts';
import { readWeek } from './read-week.ts';
import type { Delivery, Transport } from './transport.ts';

export type DeliverNeeds = {
  readonly store: Pick<Store, 'findErrorWeek' | 'readDigest' | 'readNotice' | 'weeklyErrors'>;
  readonly transport: Transport;
  /** A repository by its name; null when the options no longer name it. */
  readonly findRepository: (name: string) => FollowedRepository | null;
  readonly schedule: FollowNeeds['schedule'];
  readonly links: Links;
  readonly config: MailSources['config'] &
    Pick<Config, 'report_fixed_errors' | 'max_emails_per_hour' | 'report_only_after_minimum_date'>;
  readonly log: Log;
};

/** What came of one try: of sending, unless there was no need to send, or nothing to. */
export type Tried =
  | Delivery
  | { readonly is: 'withheld'; readonly because: string }
  | { readonly is: 'unsendable'; readonly because: string };

const LINES_AROUND = 5;

/**
 * Composes a letter's mail from what the store and git know of its errors by now and sends it; rejects only when the
 * store does. Without `report_fixed_errors` it is withheld once the line has been changed and its text is gone.
 */
export function createDelivery(needs: DeliverNeeds): (letter: Letter) => Promise<Tried> {
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

  async function prepareOne(letter: ErrorLetter): Promise<Prepared> {
    const { errorId, weekMs } = letter;
    const error = await store.findErrorWeek({ errorId, weekMs });
    if (error?.weekMs !== weekMs) return DELETED;
    return compose(letter, () => illustrate(letter, error));
  }

  async function illustrate(letter: ErrorLetter, error: ErrorWeek): Promise<Prepared> {
    const occurrence = readOccurrence(error.occurrence);
    const [excerpt, since] = await Promise.all([readAround(occurrence), followToHead(occurrence)]);
    if (!config.report_fixed_errors && !letter.begun && isFixed(occurrence, since))
      return { is: 'withheld', because: explainFate(since, config.timezone) };
    return composeMail({ ...needs, letter, error, occurrence, excerpt, since });
  }

  async function prepareDigest(letter: DigestLetter): Promise<Prepared> {
    const { errors, total } = await store.readDigest(letter.id, MOST_ENTRIES);
    if (total === 0) return DELETED;
    return compose(letter, async () => {
      const left = config.report_fixed_errors || letter.begun ? errors : await leaveOutFixed(errors);
      const fixed = errors.length - left.length;
      if (fixed === total) return ALL_FIXED;
      return composeDigest({ ...needs, letter, contents: { errors: left, total: total - fixed }, fixed });
    });
  }

  async function leaveOutFixed(errors: readonly ErrorWeek[]): Promise<readonly ErrorWeek[]> {
    const areFixed = await Promise.all(
      errors.map(async (error) => {
        const occurrence = readOccurrence(error.occurrence);
        return isFixed(occurrence, await followToHead(occurrence));
      }),
    );
    return errors.filter((_, i) => areFixed[i] === false);
  }

  async function prepareWeek(letter: WeekLetter): Promise<Prepared> {
    const week = await readWeek({ store, followToHead, config }, letter.weekMs);
    return compose(letter, () => composeWeek({ ...needs, letter, week }));
  }

  async function prepareNotice(letter: NoticeLetter): Promise<Prepared> {
    const items = await store.readNotice(letter.id);
    return compose(letter, () => composeNotice({ ...needs, letter, items }));
  }

  async function compose(letter: Letter, work: () => Prepared | Promise<Prepared>): Promise<Prepared> {
    try {
      return await work();
    } catch (failure) {
      log.error({ err: failure, letter: letter.id }, 'a mail could not be composed');
      return { is: 'unsendable', because: 'the mail could not be composed, see the log' };
    }
  }

  function prepare(letter: Letter): Promise<Prepared> {
    if (letter.kind === 'digest') return prepareDigest(letter);
    if (letter.kind === 'week') return prepareWeek(letter);
    return letter.kind === 'notice' ? prepareNotice(letter) : prepareOne(letter);
  }

  return async function deliver(letter) {
    const prepared = await prepare(letter);
    return 'is' in prepared ? prepared : transport.send(prepared);
  };
}

type Prepared = ComposedMail | Tried;

const ALL_FIXED = { is: 'withheld', because: 'all its lines have been changed since' } as const;
const DELETED = { is: 'unsendable', because: 'the error has been deleted since' } as const;

/**
 * Silence needs certainty: of a guessed revision or line nobody knows whether it is the one that still fails, and a line
 * that was deleted may have gone to another file.
 */
function isFixed({ confidence }: Occurrence, since: HeadFate | null): since is HeadFate {
  return since !== null && since.kind === 'changed' && since.isGone && confidence.level === 'exact';
}
