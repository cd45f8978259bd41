import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BlamedException } from '../blame/blame-exception.ts';
import type { ParsedException } from '../parse/parse-exception.ts';
import { sliceBySize } from '../slice-by-size.ts';
import type { MailTerms } from '../store/mail-terms.ts';
import type { Entry, Sighting, WaitingException } from '../store/store.ts';
import { createOccurrenceNamer } from './name-occurrence.ts';
import { toSubject } from './to-subject.ts';

/** What came of one exception of a batch, as far as counting goes. */
export type Judged = {
  readonly parsed: ParsedException;
  /** Null: not blamed yet; it waits in the store. */
  readonly blamed: BlamedException | null;
};

/** Makes of a batch's exceptions what the store is told; `latest` says, by `nameSubject`, what is to be shown. */
export type MakeEntry = (
  judged: readonly Judged[],
  latest: ReadonlyMap<string, BlamedException>,
  received: Received,
) => Promise<Entry>;

export type Received = Pick<Sighting, 'receivedAtMs' | 'weekMs'>;

/** Makes the maker; other requests get their turn while it works on a large batch. */
export function createEntryMaker({ setTerms, threshold }: EntryNeeds): MakeEntry {
  const nameOccurrence = createOccurrenceNamer();

  function toMoment({ parsed }: Judged, { receivedAtMs, weekMs }: Received): Moment {
    const { occurredAtMs: seenAtMs, count } = parsed.reported;
    return { dedupeKey: nameOccurrence(parsed), weekMs, seenAtMs, receivedAtMs, count };
  }

  return async (judged, latest, received) => {
    const subjects = new Map(
      [...latest].map(([name, blamed]) => [name, toSubject(blamed, setTerms(blamed))]),
    );
    const sightings: Sighting[] = [];
    const waiting: WaitingException[] = [];
    for (const slice of sliceBySize(judged, AT_ONCE)) {
      if (sightings.length + waiting.length > 0) await nextTurn();
      for (const exception of slice) {
        const moment = toMoment(exception, received);
        const subject = exception.blamed === null ? undefined : subjects.get(nameSubject(exception.blamed));
        if (subject === undefined) waiting.push(toWaiting(exception, moment, threshold));
        else sightings.push({ subject, ...moment });
      }
    }
    return { sightings, waiting };
  };
}

export type EntryNeeds = {
  readonly setTerms: (blamed: BlamedException) => MailTerms;
  /** The count of a week from which on a mail is due, unless the client says otherwise. */
  readonly threshold: number;
};

/** Occurrences of one error are told apart by when their clients want a mail. */
export function nameSubject({ errorId, reported: { threshold } }: BlamedException): string {
  return threshold === undefined ? errorId : `${errorId} ${threshold}`;
}

const AT_ONCE = { most: 1_000, weight: 1_000, weigh: () => 1 };

/** When an exception was seen, and how often. */
type Moment = Omit<Sighting, 'subject'>;

function toWaiting({ parsed }: Judged, moment: Moment, threshold: number): WaitingException {
  const { stackKey, reported } = parsed;
  return {
    ...moment,
    stackKey,
    attempts: 0,
    threshold: reported.threshold ?? threshold,
    get reported() {
      return JSON.stringify(reported);
    },
  };
}
