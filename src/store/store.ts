import { Unavailable } from '../unavailable.ts';
import type { Decision, MailTerms } from './mail-terms.ts';

/**
 * What must outlive the process: counts, the traces behind them, exceptions waiting for their blame, and letters
 * waiting for SMTP. Every method is one whole intention and one transaction; nobody reads first and writes later.
 * A method rejects with `StoreUnavailable` when nothing was written and the same call may succeed later.
 */
export type Store = {
  /**
   * Counts what is new, keeps what waits for blame, decides, and writes the letters that follow, or nothing at all.
   * `nowMs` is when the decisions are made.
   */
  record(entry: Entry, nowMs: number): Promise<Recorded>;
  /** Moves the counts that waited under `stackKey` to the error they turned out to be, or drops them. */
  settleWaiting(stackKey: string, subject: Subject | null, nowMs: number): Promise<Settled>;
  postponeWaiting(stackKey: string, nextAttemptMs: number): Promise<void>;
  /** Makes all that waits due, as if it had not been tried yet. */
  hastenWaiting(): Promise<void>;
  dueWaiting(nowMs: number, limit: number): Promise<readonly WaitingException[]>;
  /** Added up by developer, with the most frequent ones whole: there may be a million. */
  weeklyErrors(weekMs: number, choice: ErrorChoice): Promise<WeeklyErrors>;
  /** The week's row of one error, else the latest one before. */
  findErrorWeek(query: ErrorQuery): Promise<ErrorWeek | null>;
  /** The weeks that begin from `fromMs` to `toMs` and in which anything was counted, the earliest first. */
  weekTotals(fromMs: number, toMs: number): Promise<readonly WeekTotal[]>;
  /** What is known of an error beyond its week, from the week that begins at `fromMs` on. */
  errorHistory(errorId: string, fromMs: number): Promise<ErrorHistory>;
  /**
   * Letters that are due, leased to the caller until `nowMs + leaseMs`. What is put off for more than a day is due too:
   * the clock has been set back.
   */
  claimLetters(nowMs: number, leaseMs: number, limit: number): Promise<readonly Letter[]>;
  /** Ends a letter, or one try of it, and queues `notice` for what of it was not told before. */
  settleLetter(id: number, ending: LetterEnding, notice?: Notice): Promise<LetterSettled>;
  /**
   * Lists the letters about errors that were due at `dueMs` and that nobody can have yet in digests, one for each
   * recipient of several; a letter whose recipients have only this one stays as it is. A digest takes more as long as
   * nobody can have it.
   */
  gatherDigests(dueMs: number, nowMs: number): Promise<Gathered>;
  /** Notes that at `ms` the hour had no room for another letter; `gatherDigests` ends that, and `stats` tells. */
  noteFullHour(ms: number): Promise<void>;
  /** The errors that a digest lists, the most frequent first, at most `limit` of them, and how many there are. */
  readDigest(id: number, limit: number): Promise<DigestContents>;
  /** Queues a notice for what of it was not told before, and tells how many letters that makes. */
  addNotice(notice: Notice): Promise<number>;
  /** Queues the letter that tells of a week, unless one was queued before; tells how many letters that makes. */
  addWeekLetter(weekMs: number, recipients: readonly string[], nowMs: number): Promise<number>;
  readNotice(id: number): Promise<readonly NoticeItem[]>;
  /** Those that some have already while others are still to get them are counted too. */
  countLettersSent(sinceMs: number, untilMs: number): Promise<number>;
  stats(failedSinceMs?: number): Promise<StoreStats>;
  /** Deletes the weeks that begin before `weekMs`, with the letters about them. */
  forgetWeeks(weekMs: number): Promise<void>;
  /** What git said of a line, under the name it was kept by; null: nothing. */
  findBlame(key: string): Promise<string | null>;
  keepBlame(key: string, document: string, nowMs: number): Promise<void>;
  /** Keeps the `most` latest of what git said. */
  forgetBlames(most: number): Promise<void>;
  /** Ends the window in which occurrences recorded before `ms` are recognised as duplicates. */
  forgetSeen(ms: number): Promise<void>;
  close(): Promise<void>;
};

export class StoreUnavailable extends Unavailable {
  override readonly name = 'StoreUnavailable';
}

export type Entry = {
  readonly sightings: readonly Sighting[];
  readonly waiting: readonly WaitingException[];
};

/** One exception whose error is known; many may share a subject, which is then told once. */
export type Sighting = {
  readonly subject: Subject;
  /** Occurrences with the same key inside the window are the same occurrence. */
  readonly dedupeKey: string;
  readonly weekMs: number;
  readonly seenAtMs: number;
  readonly receivedAtMs: number;
  readonly count: number;
};

/** What is said of an error, whenever and however often it was seen. */
export type Subject = {
  readonly errorId: string;
  readonly path: string;
  readonly function: string | null;
  readonly line: number;
  readonly code: string | null;
  /** Who last changed the line; null when nobody could be blamed. */
  readonly developer: string | null;
  readonly codeChangedAtMs: number | null;
  readonly known: boolean;
  readonly terms: MailTerms;
  /** The type of the exception that is at fault; may be empty. */
  readonly type: string;
  readonly origin: Origin;
  /**
   * A JSON document with everything the page and the mail show; only the latest of a week is kept, or of an error that
   * was seen often, one at most a second older. It is read only when it is kept, and so may be made only then.
   */
  readonly occurrence: string;
};

/** What was running when an exception occurred, as far as it said so. */
export type Origin = {
  readonly service: string;
  readonly version: string | null;
  readonly host: string | null;
};

/** One exception whose blame is not known yet. */
export type WaitingException = {
  readonly stackKey: string;
  readonly dedupeKey: string;
  readonly weekMs: number;
  readonly seenAtMs: number;
  readonly receivedAtMs: number;
  readonly count: number;
  /** The count of a week from which on the mail is due that this one wants; the lowest of several counts. */
  readonly threshold: number;
  /** The reported exception as JSON; only the latest is kept. It is read only when it is kept. */
  readonly reported: string;
  readonly attempts: number;
};

export type Recorded = {
  /** Occurrences, not records: a record may stand for many. */
  readonly counted: number;
  readonly duplicates: number;
  readonly waiting: number;
  /** There was no room for them among what waits: they are counted nowhere else. */
  readonly crowdedOut: number;
  /** Of the counted ones, those that were added to "everything else", because the week has too many errors. */
  readonly beyond: number;
  readonly decisions: readonly Decision[];
};

/** `dropped` ones had waited for a verdict that blames nobody. */
export type Settled = {
  readonly counted: number;
  readonly beyond: number;
  readonly dropped: number;
  readonly decisions: readonly Decision[];
};

export type ErrorWeek = Omit<Subject, 'terms' | 'origin'> & {
  readonly weekMs: number;
  readonly count: number;
  /** The count by the day of arrival, each 24 hours from the week's start on; all zero where it is not known. */
  readonly days: readonly number[];
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly mailedAtMs: number | null;
};

export type ErrorChoice = {
  readonly includeKnown: boolean;
  /** Errors in lines last changed before are left out; null: none are. */
  readonly changedSinceMs: number | null;
  /** How many errors are given whole, and how many more frequent ones before them are not. */
  readonly limit: number;
  readonly offset?: number;
  /** What an error must contain, in letters of either case; an absent one is no condition. */
  readonly search?: ErrorSearch;
};

export type ErrorSearch = {
  readonly path?: string;
  readonly developer?: string;
  readonly type?: string;
  /** The service of the latest occurrence. */
  readonly service?: string;
};

export type WeeklyErrors = {
  readonly developers: readonly DeveloperTally[];
  /** The most frequent first. */
  readonly errors: readonly ErrorWeek[];
  /** Left out for being known, and of the others those left out for their age. */
  readonly hiddenKnown: number;
  readonly hiddenOld: number;
  readonly beyond: BeyondErrors;
};

/** What was counted of errors that had no row of their own any more; who they were is not kept. */
export type BeyondErrors = {
  readonly occurrences: number;
  /** Null: none were. */
  readonly firstSeenMs: number | null;
  readonly lastSeenMs: number | null;
};

export type DeveloperTally = {
  /** Null: nobody. */
  readonly developer: string | null;
  readonly errorCount: number;
  readonly occurrences: number;
};

export type ErrorQuery = {
  readonly weekMs: number;
  readonly errorId?: string;
  readonly path?: string;
  readonly function?: string;
  readonly line?: number;
  readonly code?: string;
};

export type WeekTotal = {
  readonly weekMs: number;
  readonly errorCount: number;
  readonly occurrences: number;
};

export type ErrorHistory = {
  /** The earliest first. */
  readonly weeks: readonly { readonly weekMs: number; readonly count: number }[];
  /** Those seen latest, at most 50: of a frequent error one is looked at each second. */
  readonly origins: readonly (Origin & { readonly firstMs: number; readonly lastMs: number })[];
  /** The latest letters about it, at most 20. */
  readonly letters: readonly PastLetter[];
};

export type PastLetter = {
  readonly createdAtMs: number;
  /** Whom the last try was for. */
  readonly recipients: readonly string[];
  /** Whether others than those have it. */
  readonly begun: boolean;
  readonly state: 'waiting' | 'sent' | 'digested' | 'failed';
  /** When it was sent or listed in a digest. */
  readonly atMs: number | null;
  /** Why it was put off or given up. */
  readonly because: string | null;
};

export type Letter = ErrorLetter | DigestLetter | NoticeLetter | WeekLetter;

/** Tells of one error. */
export type ErrorLetter = Posted & {
  readonly kind: 'error';
  readonly errorId: string;
  readonly header: string | null;
  /** Whether another letter about this error and week was redirected. */
  readonly hasRedirected: boolean;
};

/** Tells one recipient of all errors whose own letters were too many. */
export type DigestLetter = Posted & { readonly kind: 'digest' };

/** Tells of something wrong with Flawless itself. */
export type NoticeLetter = Posted & { readonly kind: 'notice' };

/** Tells the team of a week that has ended. */
export type WeekLetter = Posted & { readonly kind: 'week' };

type Posted = {
  readonly id: number;
  readonly weekMs: number;
  readonly createdAtMs: number;
  /** Who does not have it yet. */
  readonly recipients: readonly string[];
  /** Whether others than those have it. */
  readonly begun: boolean;
  readonly attempts: number;
  /** Null: it has the recipients that it was written for. */
  readonly insteadOf: InsteadOf | null;
};

/** Whom a redirected letter was for, when it was redirected, and why. */
export type InsteadOf = {
  readonly recipients: readonly string[];
  readonly atMs: number;
  readonly because: string;
};

export type LetterEnding =
  | { readonly is: 'sent'; readonly atMs: number }
  | {
      readonly is: 'deferred';
      readonly atMs: number;
      readonly nextAttemptMs: number;
      readonly because: string;
      /** This try has brought it to nobody for certain; absent: a reply may have been lost. */
      readonly unseen?: boolean;
      /** Who is still to get it; absent: nobody is known to have it yet. */
      readonly left?: readonly string[];
    }
  /**
   * Not sent, and forgotten, with the letters that only this one lists: their weeks count as not mailed, so that a later
   * occurrence may be written about.
   */
  | { readonly is: 'withheld'; readonly because: string }
  /** Not ended: due for somebody else, since nobody that it was for will get it. */
  | { readonly is: 'redirected'; readonly atMs: number; readonly to: string; readonly because: string }
  | { readonly is: 'failed'; readonly atMs: number; readonly because: string };

/** What ended with a letter: of the letters that a digest listed, and whether a notice was queued. */
export type LetterSettled = { readonly digested: number; readonly failed: number; readonly notices: number };

/** Digests begun, and letters that are listed in digests now. */
export type Gathered = { readonly digests: number; readonly letters: number };

export type DigestContents = { readonly errors: readonly ErrorWeek[]; readonly total: number };

/** Something wrong that is told once: what carries a key that is known is left out. */
export type Notice = {
  readonly recipients: readonly string[];
  readonly weekMs: number;
  readonly atMs: number;
  readonly items: readonly NoticeItem[];
};

export type NoticeItem = {
  readonly key: string;
  /** One line. */
  readonly title: string;
  /** What it means and what to do. */
  readonly text: string;
};

export type StoreStats = {
  readonly waitingExceptions: number;
  /** When the one that waits longest arrived; null: none waits. */
  readonly waitingSinceMs: number | null;
  /** Whether there is no room for another. */
  readonly waitingIsFull: boolean;
  /** Neither sent, nor told by a digest, nor given up. */
  readonly lettersQueued: number;
  readonly lettersFailed: number;
  /** Letters given up since `failedSinceMs`, and why the latest was; none when no time is given. */
  readonly failedLately: { readonly letters: number; readonly because: string | null };
  readonly oldestLetterMs: number | null;
  /** Of the queued ones, those that met a failure already. */
  readonly lettersDeferred: number;
  /** When the hour was last found full, for letters that have waited since; null: none has. */
  readonly hourFullMs: number | null;
  /** Why the latest letter with a failure was put off or given up. */
  readonly lastLetterFailure: string | null;
  /** Occurrences that are remembered, so that a copy of one is recognised. */
  readonly seenKeys: number;
  /** Beyond it the oldest are forgotten before the window ends. */
  readonly seenLimit: number;
  /** Since when every occurrence is remembered; null: none is. */
  readonly seenSinceMs: number | null;
  /** How many were forgotten early since the store was opened. */
  readonly seenForgottenEarly: number;
  /** When the latest of these had been recorded; null: none were. */
  readonly seenLostMs: number | null;
};
