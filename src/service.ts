import { randomBytes } from 'node:crypto';
import { getHeapStatistics } from 'node:v8';
import { createAggregator } from './aggregate/aggregate.ts';
import { createCatchUp } from './catch-up.ts';
import { createHealthCheck } from './check-health.ts';
import { createClosing } from './closing.ts';
import type { Config } from './config/options.ts';
import type { RememberedFile } from './config/remember-file.ts';
import type { RuleBook } from './config/rule-book.ts';
import type { WatchDirectory } from './config/watch-directory.ts';
import { watchRules } from './config/watch-rules.ts';
import { createTermSetter } from './decide/set-terms.ts';
import { createExtractor } from './extract/extract-exceptions.ts';
import { createBlameDescriber } from './forward/describe-blame.ts';
import { createForwarder, type Forwarder } from './forward/forwarder.ts';
import type { BlameMemory } from './git/remember-blame.ts';
import { createGauges } from './gauges.ts';
import { startHousekeeping } from './housekeeping.ts';
import { createLinks } from './links.ts';
import { listen, type Handler, type Listening, type ListenOptions, type Place } from './listen.ts';
import { pruneMailFiles } from './notify/prune-mail-files.ts';
import { openData } from './open-data.ts';
import { openJudging, type Judging, type JudgingNeeds } from './open-judging.ts';
import { openPost, type Post } from './open-post.ts';
import { openRepositories } from './open-repositories.ts';
import { openSourceMapper } from './open-source-mapper.ts';
import { createOutcomes } from './outcome.ts';
import { createParser } from './parse/parse-exception.ts';
import { createPipeline } from './pipeline.ts';
import { readTls } from './read-tls.ts';
import { createReceiver } from './receive/receiver.ts';
import { toCors, toPolicy, toUpstream } from './room-settings.ts';
import type { Store } from './store/store.ts';
import type { Log } from './telemetry/log.ts';
import { startMetrics } from './telemetry/metrics.ts';
import { watchRefusals } from './watch-refusals.ts';
import { createSetupNotes } from './web/setup-notes.ts';
import { createWebApp } from './web/web-app.ts';
import { createWeightLimit } from './weight-limit.ts';

/** The outside world, handed in. */
export type World = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly now: () => number;
  readonly random: () => number;
  /** Runs something once after a while; gives back what calls it off. */
  readonly schedule: (run: () => void, ms: number) => () => void;
  /** Kills every process of the group that the process `leader` leads; throws when there is none. */
  readonly killGroup: (leader: number) => void;
  readonly watchDirectory: WatchDirectory;
  /** The file the configuration was read from. */
  readonly configFile: Pick<RememberedFile, 'path' | 'hasChanged'>;
  readonly log: Log;
};

export type Service = {
  /** Opens everything and serves; rejects with `StartFailure`, and then nothing is left open. */
  start(): Promise<Addresses>;
  /** Finishes what is in flight, keeps the rest on disk, and closes everything in reverse order. */
  stop(): Promise<void>;
};

export type Addresses = { readonly otlpPort: number; readonly webPort: number };

// Orchestrators kill ten seconds after they asked to stop; clients resend what a closed connection cut off.
const GRACE_MS = 3_000;
const STOP_WITHIN_MS = 7_000;
// With so many verdicts in the making for each git process allowed, a new one would come too late for its batch.
const VERDICTS_PER_PROCESS = 20;

// Of the memory V8 may use; the walk of an exception takes some more than its text.
const SHARE_OF_EXCEPTIONS = 0.25;

const NOT_EXPORTED = { close: () => Promise.resolve() };

/** The composition root: makes every room, hands it what it needs, and opens the doors last. */
export function createService(config: Config, ruleBook: RuleBook, world: World): Service {
  const { log, now, schedule } = world;
  const instanceId = randomBytes(8).toString('hex');
  const closing = createClosing(log);
  const { keep, work } = closing;
  const stopping = new AbortController();
  const outcomes = createOutcomes();
  const links = createLinks(config.hostname);
  const parse = createParser();
  const rules = () => ruleBook.current();

  async function open(): Promise<Addresses> {
    const { store, spool, setAside } = await openData(config, world, closing);
    const tls = await readTls(config.tls_cert, config.tls_key);
    const { waitingExceptions } = await store.stats();
    outcomes.settle('exceptions_received', waitingExceptions, 'by an earlier run');
    let wakeCatchUp = ignore;
    const repositories = await openRepositories(config, {
      ...world,
      blameMemory: toBlameMemory(store, now),
      patient: true,
      onCloned: () =>
        void store
          .hastenWaiting()
          .then(() => wakeCatchUp())
          .catch(ignore),
      stop: stopping.signal,
    });
    const { fetch, named: findRepository } = repositories;
    const sourceMapper = work(openSourceMapper(config, world));
    const forgetUploads = () => sourceMapper.prune();
    const forgetMails = (beforeMs: number) => pruneMailFiles(config.data_dir_path, beforeMs);
    const housekeeping = work(
      startHousekeeping({ ...world, store, fetch, forgetUploads, forgetMails, config }),
    );
    const upstream = toUpstream(config);
    const forwarder = work(createForwarder({ ...world, upstream, spool, outcomes, instanceId }));
    const post = openPost({ ...world, store, findRepository, links, config, outcomes }, closing);
    const report = (problems: readonly string[]) => post.ruleMistakes.report(problems);
    const ruleWatch = work(watchRules({ ...world, ruleBook, report }));
    const setupNotes = createSetupNotes({ now });
    const onVerdict: JudgingNeeds['onVerdict'] = (parsed, verdict) => setupNotes.note(parsed, verdict);
    const judging = openJudging({ repositories, config, ruleBook, sourceMapper, onVerdict }, world);
    const pipeline = openPipeline(store, forwarder, post, judging);
    wakeCatchUp = pipeline.wakeCatchUp;
    const { accept, refusing } = watchRefusals(pipeline.accept, now);
    const receiver = createReceiver({
      ...world,
      accept,
      outcomes,
      instanceId,
      maxRequestBytes: config.max_request_bytes,
      ingestTokens: config.ingest_tokens,
      cors: toCors(config),
    });
    const health = createHealthCheck({
      ...world,
      store,
      forwarder,
      housekeeping,
      repositories,
      judge: judging.judge,
      ruleWatch,
      receiver,
      setAside,
      refusing,
      outcomes,
      config,
    });
    const read = createGauges({ store, forwarder, receiver, verdicts: judging.verdicts, outcomes });
    keep((await startMetrics({ ...world, instanceId, read })) ?? NOT_EXPORTED);
    const web = createWebApp({
      ...world,
      store,
      findRepository,
      ruleBook,
      ruleProblems: () => ruleWatch.problems(),
      config,
      links,
      sourceMapper,
      health,
      setupNotes,
      ready: () => !stopping.signal.aborted && refusing() === null,
      randomBytes,
    });
    const { http_host, http_port, listen_host, port } = config;
    const webDoor = await openDoor(web.callback(), { host: http_host, port: http_port, option: 'http_port' });
    const { answerBroken } = receiver;
    const otlpPlace = { host: listen_host, port, option: 'port' };
    const otlpDoor = await openDoor(receiver.callback(), otlpPlace, { answerBroken, tls });
    void post.transport.probe().then((problem) => problem !== null && log.warn({}, problem));
    return { otlpPort: otlpDoor.port, webPort: webDoor.port };
  }

  function openPipeline(store: Store, forwarder: Forwarder, post: Post, judging: Judging) {
    const { notify, beyond } = post;
    const { verdicts, giveUp, judge } = judging;
    const policy = toPolicy(config);
    const setTerms = createTermSetter({ rules, policy });
    const warnOfBeyond = (weekMs: number) => beyond.report(weekMs);
    const { timezone } = config;
    const { threshold } = policy;
    const aggregator = createAggregator({
      store,
      setTerms,
      threshold,
      warnOfBeyond,
      outcomes,
      timezone,
      now,
    });
    const { settleWaiting } = aggregator;
    const catchUp = work(
      createCatchUp({ ...world, ...judge, giveUp, store, parse, verdicts, outcomes, notify, settleWaiting }),
    );
    const wakeCatchUp = () => catchUp.wake();
    const { accept } = createPipeline({
      rooms: {
        checkRoom: (batch) => forwarder.checkRoom(batch),
        extract: createExtractor({ ownInstanceId: instanceId }),
        parse,
        verdicts,
        aggregate: (judged, receivedAtMs) => aggregator.count(judged, receivedAtMs),
        notify,
        catchUp: wakeCatchUp,
        describe: createBlameDescriber(config.enrich_author, links),
        forward: (batch, findings) => forwarder.forward(batch, findings),
      },
      outcomes,
      schedule,
      weightLimit: createWeightLimit(getHeapStatistics().heap_size_limit * SHARE_OF_EXCEPTIONS),
      enrichTimeoutMs: config.enrich_timeout_ms,
      maxVerdictsInFlight: config.max_concurrent_git_blames * VERDICTS_PER_PROCESS,
    });
    return { accept, wakeCatchUp };
  }

  async function openDoor(handler: Handler, place: Place, options?: ListenOptions): Promise<Listening> {
    const door = await listen(handler, place, options);
    work({ close: () => door.close(GRACE_MS) });
    return door;
  }

  async function stop(): Promise<void> {
    stopping.abort();
    const { promise: timeIsUp, resolve } = Promise.withResolvers<void>();
    const cancel = schedule(resolve, STOP_WITHIN_MS);
    await Promise.race([closing.closeAll(), timeIsUp]);
    cancel();
  }

  return {
    start: () =>
      open().catch(async (error: unknown) => {
        await stop();
        throw error;
      }),
    stop,
  };
}

function toBlameMemory(store: Store, now: () => number): BlameMemory {
  return {
    find: (key) => store.findBlame(key),
    keep: (key, document) => store.keepBlame(key, document, now()),
  };
}

// Whom to wake is not there yet, or what was asked will be asked again.
function ignore(): void {}
