import { askStore, describeStore, tellStore } from './ask-store.ts';
import type { Config } from './config/options.ts';
import type { RememberedFile } from './config/remember-file.ts';
import type { RuleWatch } from './config/watch-rules.ts';
import type { Forwarder } from './forward/forwarder.ts';
import type { Housekeeping } from './housekeeping.ts';
import type { Outcomes } from './outcome.ts';
import type { Repositories } from './open-repositories.ts';
import type { Judge } from './pipeline.ts';
import type { Receiver } from './receive/receiver.ts';
import type { Store, StoreStats } from './store/store.ts';
import type { Health } from './web/health.ts';
import { startOfWeek } from './week.ts';

export type HealthNeeds = {
  readonly store: Pick<Store, 'stats'>;
  readonly forwarder: Pick<Forwarder, 'stats'>;
  readonly housekeeping: Pick<Housekeeping, 'fetchFailure'>;
  readonly repositories: Pick<Repositories, 'states'>;
  readonly judge: Pick<Judge, 'failure'>;
  readonly ruleWatch: Pick<RuleWatch, 'problems'>;
  readonly configFile: Pick<RememberedFile, 'path' | 'hasChanged'>;
  readonly receiver: Pick<Receiver, 'bytesInFlight'>;
  /** The names of damaged stores that were set aside. */
  readonly setAside: () => readonly string[];
  /** Why batches are refused for now. */
  readonly refusing: () => string | null;
  readonly outcomes: Outcomes;
  readonly config: Pick<Config, 'timezone'>;
  readonly now: () => number;
};

// Mail that waits longer than this has met more than one refusal.
const LATE_MAIL_MS = 10 * 60_000;

/** Asks every room how it is doing. Something wrong with mail, git or the upstream does not keep Flawless from counting. */
export function createHealthCheck(needs: HealthNeeds) {
  const {
    store,
    forwarder,
    housekeeping,
    repositories,
    judge,
    ruleWatch,
    configFile,
    receiver,
    setAside,
    refusing,
    outcomes,
    config,
    now,
  } = needs;
  return async (): Promise<Health> => {
    const counting = await askStore(store, startOfWeek(now(), config.timezone));
    const { stats } = counting;
    const forwarding = forwarder.stats();
    const problems = [
      ...describeRefusing(refusing()),
      ...listAside(setAside).map(describeAside),
      ...describeRules(ruleWatch.problems()),
      ...((await configFile.hasChanged()) ? [describeStale(configFile.path)] : []),
      ...describeStore(counting, now()),
      ...(stats === null ? [] : [...describeMail(stats, now()), ...describeFailedMail(stats)]),
      ...describeSince('Repository: fetching', housekeeping.fetchFailure()),
      ...describeMissing(repositories.states()),
      ...describeDamage(repositories.states()),
      ...describeSince('Repository: blaming', judge.failure()),
      ...describeUpstream(forwarding),
      ...describeSpool(forwarding.spool),
    ];
    const facts = {
      ...describeRepositories(repositories.states()),
      'bytes of requests in flight': receiver.bytesInFlight(),
      ...tellStore(stats),
      upstream: forwarding.upstream,
      'batches in the spool': forwarding.spool.count,
      ...(forwarding.spool.oldestAgeMs !== null && {
        'age of the oldest, in seconds': Math.round(forwarding.spool.oldestAgeMs / 1000),
      }),
      'spool bytes': `${forwarding.spool.bytes} of ${forwarding.spool.maxBytes}`,
      'damaged spool files set aside': forwarding.spool.setAside,
    };
    return { ok: problems.length === 0, problems, facts, outcomes: outcomes.totals() };
  };
}

// The directory may be what cannot be read; then the store says so.
function listAside(setAside: HealthNeeds['setAside']): readonly string[] {
  try {
    return setAside();
  } catch {
    return [];
  }
}

type States = ReturnType<Repositories['states']>;

function describeRepositories(states: States): Readonly<Record<string, string>> {
  const entries = [...states].map(([name, { kind, isMissing, fetchedAtMs, cloning, damage }]) => {
    const fetched = fetchedAtMs === null ? '' : `, last fetched at ${new Date(fetchedAtMs).toISOString()}`;
    const damaged = damage === null ? '' : ', damaged';
    const progress =
      cloning === null
        ? ''
        : `, being cloned${isMissing ? '' : ' anew'}: ${cloning.phase} ${cloning.percent} %`;
    const missing = isMissing ? ', not cloned yet' : '';
    return [`repository ${name}`, `${kind}${missing}${damaged}${fetched}${progress}`];
  });
  return Object.fromEntries(entries);
}

function describeMissing(states: States): readonly string[] {
  return [...states].flatMap(([name, { isMissing, failure }]) => {
    if (!isMissing) return [];
    const what = `Repository: ${name} is not cloned yet, and its exceptions wait for their blame`;
    if (failure === null) return [`${what}.`];
    const since = new Date(failure.sinceMs).toISOString();
    return [`${what}; it is tried again and again, and has failed since ${since}: ${failure.reason}`];
  });
}

function describeDamage(states: States): readonly string[] {
  return [...states].flatMap(([name, { damage }]) =>
    damage === null ? [] : [`Repository: the mirror of ${name} is damaged and is cloned anew: ${damage}`],
  );
}

const MOST_MISTAKES = 20;

function describeRules(problems: ReturnType<RuleWatch['problems']>): readonly string[] {
  const lines = problems.map(
    ({ problem, sinceMs }) =>
      `Rules: ${problem} (since ${new Date(sinceMs).toISOString()}; until it is mended, the last good rules stay in force)`,
  );
  const more = lines.length - MOST_MISTAKES;
  return more > 0 ? [...lines.slice(0, MOST_MISTAKES), `Rules: and ${more} more mistakes.`] : lines;
}

function describeStale(path: string): string {
  return `Options: ${path} has changed since the start; restart Flawless to use it.`;
}

function describeMail(stats: StoreStats, nowMs: number): readonly string[] {
  const { oldestLetterMs, lettersDeferred, lastLetterFailure } = stats;
  if (lettersDeferred > 0)
    return [`Mail: ${lettersDeferred} wait for another try, because: ${lastLetterFailure ?? 'unknown'}`];
  const late = oldestLetterMs !== null && nowMs - oldestLetterMs > LATE_MAIL_MS;
  return late ? ['Mail: the oldest mail has been waiting for more than 10 minutes.'] : [];
}

/** Until the week ends, since whom the mail was for has not heard of it. */
function describeFailedMail({ failedLately: { letters, because } }: StoreStats): readonly string[] {
  if (letters === 0) return [];
  return [`Mail: ${letters} given up this week, the last because: ${because ?? 'unknown'}`];
}

function describeRefusing(reason: string | null): readonly string[] {
  return reason === null ? [] : [`Requests are answered 503, and senders keep their data: ${reason}.`];
}

function describeAside(name: string): string {
  return `Store: it was damaged, and counts from before are missing. The damaged file is kept as ${name}: save from it what you can, and move it away.`;
}

function describeSince(what: string, failure: ReturnType<Judge['failure']>): readonly string[] {
  if (failure === null) return [];
  return [`${what} has failed since ${new Date(failure.sinceMs).toISOString()}: ${failure.reason}`];
}

// Beyond it little time is left to mend the upstream before senders are turned away.
const FULL_SHARE = 0.8;

function describeSpool({ bytes, maxBytes }: ReturnType<Forwarder['stats']>['spool']): readonly string[] {
  if (maxBytes === 0 || bytes < maxBytes * FULL_SHARE) return [];
  const percent = Math.floor((bytes / maxBytes) * 100);
  return [
    `Spool: it is ${percent} % full; when nothing is left, senders get 503. Mend the upstream, or raise spool_max_bytes.`,
  ];
}

function describeUpstream({ failure, spool }: ReturnType<Forwarder['stats']>): readonly string[] {
  if (failure === null) return [];
  return [`Upstream: it does not take batches (${failure}); ${spool.count} are waiting on disk.`];
}
