import type { Entry, Sighting, Subject, WaitingException } from '../store.ts';
import { type Fingerprint, toFingerprint } from './fingerprint.ts';

/** An entry as it crosses to the thread: what many occurrences share once, the rest as numbers side by side. */
export type PackedEntry = {
  readonly rows: readonly PackedRow[];
  /** Of each sighting its row, its key's halves, when it was seen, and how many occurrences it is. */
  readonly rowOf: Uint32Array;
  readonly keys: Uint32Array;
  readonly seenAtMs: Float64Array;
  readonly counts: Float64Array;
  readonly waiting: readonly PackedWaiting[];
};

/** A subject in one week. */
export type PackedRow = Omit<Subject, 'occurrence'> & {
  readonly weekMs: number;
  readonly receivedAtMs: number;
  /** The document; null when the one that is kept will do. */
  readonly occurrence: string | null;
};

/** What waits of one trace in one week, with the latest report. */
export type PackedWaiting = Pick<WaitingException, 'stackKey' | 'weekMs' | 'receivedAtMs' | 'reported'> & {
  readonly occurrences: readonly LateOccurrence[];
};

export type LateOccurrence = Pick<WaitingException, 'seenAtMs' | 'count' | 'threshold'> & {
  readonly key: Fingerprint;
};

/** Packs an entry; `wantsDocument` says whether the row's document is worth sending. */
export function packEntry({ sightings, waiting }: Entry, wantsDocument: WantsDocument): PackedEntry {
  const { rowOf, drafts } = groupBySubject(sightings);
  const rows = drafts.map((draft) => packRow(draft, wantsDocument(draft)));
  const keys = new Uint32Array(sightings.length * 2);
  const seenAtMs = new Float64Array(sightings.length);
  const counts = new Float64Array(sightings.length);
  for (const [i, sighting] of sightings.entries()) {
    keys.set(toFingerprint(sighting.dedupeKey), i * 2);
    seenAtMs[i] = sighting.seenAtMs;
    counts[i] = sighting.count;
  }
  return { rows, rowOf, keys, seenAtMs, counts, waiting: packWaiting(waiting) };
}

export type WantsDocument = (row: RowDraft) => boolean;

export type RowDraft = Pick<Sighting, 'subject' | 'weekMs' | 'receivedAtMs'> & { latestMs: number };

/** The subjects of a batch that are the same object in the same week. */
function groupBySubject(sightings: readonly Sighting[]) {
  const drafts: RowDraft[] = [];
  const rowOf = new Uint32Array(sightings.length);
  const known = new Map<Subject, number>();
  for (const [i, { subject, weekMs, receivedAtMs, seenAtMs }] of sightings.entries()) {
    let row = known.get(subject) ?? -1;
    const draft = drafts[row];
    if (draft?.weekMs === weekMs) draft.latestMs = Math.max(draft.latestMs, seenAtMs);
    else {
      row = drafts.push({ subject, weekMs, receivedAtMs, latestMs: seenAtMs }) - 1;
      known.set(subject, row);
    }
    rowOf[i] = row;
  }
  return { drafts, rowOf };
}

/** A subject that crosses as it is. Spreading it would write its document. */
export function packRow(
  { subject, weekMs, receivedAtMs }: Omit<RowDraft, 'latestMs'>,
  withDocument: boolean,
): PackedRow {
  return {
    weekMs,
    receivedAtMs,
    errorId: subject.errorId,
    path: subject.path,
    function: subject.function,
    line: subject.line,
    code: subject.code,
    developer: subject.developer,
    codeChangedAtMs: subject.codeChangedAtMs,
    known: subject.known,
    type: subject.type,
    origin: subject.origin,
    terms: subject.terms,
    occurrence: withDocument ? subject.occurrence : null,
  };
}

function packWaiting(waiting: readonly WaitingException[]): readonly PackedWaiting[] {
  const together = Map.groupBy(waiting, ({ weekMs, stackKey }) => `${weekMs} ${stackKey}`);
  return [...together.values()].map((one) => {
    const latest = one.reduce((before, next) => (next.seenAtMs >= before.seenAtMs ? next : before));
    const { stackKey, weekMs, receivedAtMs, reported } = latest;
    return { stackKey, weekMs, receivedAtMs, reported, occurrences: one.map(packOccurrence) };
  });
}

function packOccurrence({ dedupeKey, seenAtMs, count, threshold }: WaitingException): LateOccurrence {
  return { key: toFingerprint(dedupeKey), seenAtMs, count, threshold };
}
