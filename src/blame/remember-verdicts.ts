import { deserialize, serialize } from 'node:v8';
import { LRUCache } from 'lru-cache';
import type { ParsedException } from '../parse/parse-exception.ts';
import type { BlamedException, Unblamed } from './blame-exception.ts';

/** Where an exception's walk to its blame ends. */
export type Verdict = BlamedException | Unblamed;

export type Verdicts = {
  /** The verdict if it is remembered. */
  recall(parsed: ParsedException): Verdict | null;
  /** The verdict on the exception; rejects when it cannot be had now. */
  of(parsed: ParsedException): Promise<Verdict>;
  /**
   * The same for `addReport`: whoever gives up waiting holds on to nothing meanwhile, and of one trace there may be very
   * many.
   */
  begin(parsed: ParsedException): Promise<Kept>;
  /** Whether the verdict is being made, so that asking for it starts nothing new. */
  isMaking(parsed: ParsedException): boolean;
  /** How many verdicts are being made. */
  inFlight(): number;
};

export type VerdictNeeds = {
  readonly judge: (parsed: ParsedException) => Promise<Verdict>;
  /** Changes whenever the rules do, because a verdict depends on them. */
  readonly rulesVersion: () => number;
  /** When the repositories were last brought up to date: a revision that was unknown before may be there now. */
  readonly fetchedAtMs: () => number;
};

// A verdict takes about as much memory as written out: most of it is frames, about 200 bytes each.
const MAX_BYTES = 64 * 1024 * 1024;
// What a name points to may move: a verdict is asked for again after a while.
const STAY_MS = 10 * 60_000;

/** One verdict per distinct trace, whatever its messages say, made once at a time; a storm of one error costs a look-up. */
export function rememberVerdicts({ judge, rulesVersion, fetchedAtMs }: VerdictNeeds): Verdicts {
  const making = new Map<string, Promise<Verdict>>();
  const made = new LRUCache<string, Made>({ maxSize: MAX_BYTES, ttl: STAY_MS });

  const toKey = ({ stackKey }: ParsedException) => `${rulesVersion()} ${stackKey}`;

  // A copy, because text that was cut from a file or a trace would keep the whole of it in memory.
  function keep(key: string, verdict: Verdict, asOfMs: number): void {
    const bytes = serialize('errorId' in verdict ? { ...verdict, reported: undefined } : verdict);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it was one just now
    made.set(key, { verdict: deserialize(bytes) as Kept, asOfMs }, { size: bytes.length });
  }

  function make(key: string, parsed: ParsedException): Promise<Verdict> {
    const asOfMs = fetchedAtMs();
    const verdict = judge(parsed)
      .then((done) => {
        keep(key, done, asOfMs);
        return done;
      })
      .finally(() => making.delete(key));
    making.set(key, verdict);
    return verdict;
  }

  function find(key: string): Kept | null {
    const found = made.get(key);
    return found === undefined || (isGuess(found.verdict) && found.asOfMs < fetchedAtMs())
      ? null
      : found.verdict;
  }

  function begin(parsed: ParsedException): Promise<Kept> {
    const key = toKey(parsed);
    const kept = find(key);
    return kept === null ? (making.get(key) ?? make(key, parsed)) : Promise.resolve(kept);
  }

  return {
    recall(parsed) {
      const verdict = find(toKey(parsed));
      return verdict === null ? null : addReport(verdict, parsed);
    },
    of: async (parsed) => addReport(await begin(parsed), parsed),
    begin,
    isMaking: (parsed) => making.has(toKey(parsed)),
    inFlight: () => making.size,
  };
}

/** A verdict on a trace: not the report, which each occurrence has of its own. */
export type Kept = Omit<BlamedException, 'reported'> | Unblamed;

/** A verdict, and the state of the repositories it was made from. */
type Made = { readonly verdict: Kept; readonly asOfMs: number };

function isGuess(verdict: Kept): boolean {
  return 'errorId' in verdict && !verdict.revision.known;
}

/**
 * The verdict on an occurrence of the trace. It was made for an earlier one, which may differ in its messages and all that
 * is around it.
 */
export function addReport(verdict: Kept, { reported, exceptions }: ParsedException): Verdict {
  if (!('errorId' in verdict)) return verdict;
  if (verdict.exceptions.every(({ message }, i) => message === exceptions[i]?.message))
    return { ...verdict, reported };
  const chain = verdict.exceptions.map((one, i) => ({
    ...one,
    message: exceptions[i]?.message ?? one.message,
  }));
  const { type, message } = chain[findAtFault(verdict)] ?? verdict.thrown;
  return { ...verdict, reported, exceptions: chain, thrown: { type, message } };
}

/** Which exception of the chain the blamed line belongs to: of several that read the same, the innermost. */
function findAtFault({ exceptions, thrown, blamed }: Exclude<Kept, Unblamed>): number {
  return exceptions.findLastIndex(
    ({ type, message, frames }) =>
      type === thrown.type &&
      message === thrown.message &&
      frames.some(({ place }) => place.where === 'ours' && place.path === blamed.path),
  );
}
