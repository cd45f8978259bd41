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

// Frames are what a verdict is made of: about 200 bytes each, so some 40 MB at most.
const MAX_FRAMES = 200_000;
// What a name points to may move: a verdict is asked for again after a while.
const STAY_MS = 10 * 60_000;

/** One verdict per distinct trace, made once at a time; a storm of one error costs a look-up. */
export function rememberVerdicts({ judge, rulesVersion, fetchedAtMs }: VerdictNeeds): Verdicts {
  const making = new Map<string, Promise<Verdict>>();
  const made = new LRUCache<string, Made>({ maxSize: MAX_FRAMES, sizeCalculation: sizeOf, ttl: STAY_MS });

  const toKey = ({ stackKey }: ParsedException) => `${rulesVersion()} ${stackKey}`;

  function make(key: string, parsed: ParsedException): Promise<Verdict> {
    const asOfMs = fetchedAtMs();
    const verdict = judge(parsed)
      .then((done) => {
        made.set(key, { verdict: done, asOfMs });
        return done;
      })
      .finally(() => making.delete(key));
    making.set(key, verdict);
    return verdict;
  }

  function find(key: string): Verdict | null {
    const found = made.get(key);
    return found === undefined || (isGuess(found.verdict) && found.asOfMs < fetchedAtMs())
      ? null
      : found.verdict;
  }

  return {
    recall(parsed) {
      const verdict = find(toKey(parsed));
      return verdict === null ? null : addReport(verdict, parsed);
    },
    async of(parsed) {
      const key = toKey(parsed);
      const verdict = find(key) ?? (await (making.get(key) ?? make(key, parsed)));
      return addReport(verdict, parsed);
    },
    isMaking: (parsed) => making.has(toKey(parsed)),
    inFlight: () => making.size,
  };
}

/** A verdict, and the state of the repositories it was made from. */
type Made = { readonly verdict: Verdict; readonly asOfMs: number };

function isGuess(verdict: Verdict): boolean {
  return 'errorId' in verdict && !verdict.revision.known;
}

// A remembered verdict was made for an earlier occurrence of the same trace.
function addReport(verdict: Verdict, { reported }: ParsedException): Verdict {
  return 'errorId' in verdict ? { ...verdict, reported } : verdict;
}

function sizeOf({ verdict }: Made): number {
  if (!('errorId' in verdict)) return 1;
  return 1 + verdict.exceptions.reduce((frames, exception) => frames + exception.frames.length, 0);
}
