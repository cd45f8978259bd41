import { LRUCache } from 'lru-cache';
import type { Verdict } from '../blame/remember-verdicts.ts';
import type { ParsedException } from '../parse/parse-exception.ts';
import { findShortfalls } from './find-shortfalls.ts';
import { adviseOn, type SetupHint, type Shortfall } from './setup-hints.ts';

/** What a service could send better, judging by its latest traces. */
export type ServiceNotes = {
  readonly service: string;
  readonly language: string | null;
  readonly lastSeenMs: number;
  /** How many of its different traces were looked at. */
  readonly looked: number;
  /** The most frequent first. */
  readonly hints: readonly (SetupHint & { readonly shortfall: Shortfall; readonly count: number })[];
};

export type SetupNotes = {
  /** Takes note of a trace and what blaming it came to. */
  note(parsed: ParsedException, verdict: Verdict): void;
  /** Every service that was heard of since the start, those that lack something first. */
  list(): readonly ServiceNotes[];
};

const MAX_SERVICES = 500;
// What is mended is forgotten once so many traces came without it.
const LATEST = 30;

type Seen = {
  readonly language: string | undefined;
  readonly lastSeenMs: number;
  readonly traces: readonly (readonly Shortfall[])[];
};

/** Notes in memory: what matters is what services send now. */
export function createSetupNotes({ now }: { readonly now: () => number }): SetupNotes {
  const services = new LRUCache<string, Seen>({ max: MAX_SERVICES });
  return {
    note(parsed, verdict) {
      if ('ignored' in verdict) return;
      const { service, language } = parsed.reported;
      const before = services.get(service)?.traces ?? [];
      const traces = [...before, findShortfalls(parsed, verdict)].slice(-LATEST);
      services.set(service, { language, lastSeenMs: now(), traces });
    },
    list: () => [...services.entries()].map(([service, seen]) => describe(service, seen)).toSorted(compare),
  };
}

function describe(service: string, { language, lastSeenMs, traces }: Seen): ServiceNotes {
  const counts = Map.groupBy(traces.flat(), (shortfall) => shortfall);
  const hints = [...counts].map(([shortfall, { length: count }]) => ({
    shortfall,
    count,
    ...adviseOn(shortfall, language),
  }));
  return {
    service,
    language: language ?? null,
    lastSeenMs,
    looked: traces.length,
    hints: hints.toSorted((a, b) => b.count - a.count),
  };
}

function compare(a: ServiceNotes, b: ServiceNotes): number {
  const lacks = Number(b.hints.length > 0) - Number(a.hints.length > 0);
  return lacks || (a.service < b.service ? -1 : 1);
}
