import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { createAggregator } from './aggregate/aggregate.ts';
import { rememberVerdicts, type Verdicts } from './blame/remember-verdicts.ts';
import { createCatchUp, type CatchUpNeeds } from './catch-up.ts';
import { createHealthCheck } from './check-health.ts';
import type { Config } from './config/options.ts';
import type { RememberedFile } from './config/remember-file.ts';
import type { RuleBook } from './config/rule-book.ts';
import type { WatchDirectory } from './config/watch-directory.ts';
import { watchRules } from './config/watch-rules.ts';
import { createTermSetter } from './decide/set-terms.ts';
import { createExtractor } from './extract/extract-exceptions.ts';
import { createBlameDescriber } from './forward/describe-blame.ts';
import { createForwarder, type Forwarder } from './forward/forwarder.ts';
import { createSpool } from './forward/spool.ts';
import type { BlameMemory } from './git/remember-blame.ts';
import { startHousekeeping } from './housekeeping.ts';
import { createGauges } from './gauges.ts';
import { createLinks } from './links.ts';
import { openJudgeRooms } from './judge-rooms.ts';
import { listen, type Handler, type Listening, type ListenOptions, type Place } from './listen.ts';
import { createTransport } from './notify/create-transport.ts';
import { createPostman, type Postman } from './notify/postman.ts';
import { pruneMailFiles } from './notify/prune-mail-files.ts';
import type { Transport } from './notify/transport.ts';
import { createOutcomes } from './outcome.ts';
import { openRepositories, type Repositories } from './open-repositories.ts';
import { openSourceMapper } from './open-source-mapper.ts';
import { createParser } from './parse/parse-exception.ts';
import { createJudge, createLastJudge, createPipeline } from './pipeline.ts';
import { startWeeklyPost } from './post-weekly.ts';
import { readTls } from './read-tls.ts';
import { createReceiver } from './receive/receiver.ts';
import { createBeyondReporter } from './report-beyond.ts';
import { createRuleMistakeReporter } from './report-rule-mistakes.ts';
import { toCors, toPolicy, toUpstream } from './room-settings.ts';
import { StartFailure } from './start-failure.ts';
import { listSetAside } from './store/sqlite/damaged-file.ts';
import { lockDirectory } from './store/sqlite/lock-directory.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import type { Store } from './store/store.ts';
import type { Log } from './telemetry/log.ts';
import { startMetrics } from './telemetry/metrics.ts';
import { watchRefusals } from './watch-refusals.ts';
import { createWebApp } from './web/web-app.ts';
import { createWeightLimit } from './weight-limit.ts';
import { readReason } from './read-reason.ts';

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

// Until there is somebody.
const wakeNobody = (): void => undefined;

const NOT_EXPORTED = { close: () => Promise.resolve() };

/** The composition root: makes every room, hands it what it needs, and opens the doors last. */
export function createService(config: Config, ruleBook: RuleBook, world: World): Service {
  const { log, now, schedule } = world;
  const instanceId = randomBytes(8).toString('hex');
  const closers: (() => Promise<void>)[] = [];
  const workers: (() => Promise<void>)[] = [];
  const stopping = new AbortController();
  const outcomes = createOutcomes();
  const links = createLinks(config.hostname);
  const parse = createParser();
  const rules = () => ruleBook.current();
  const storePath = join(config.data_dir_path, 'flawless.sqlite');
  let wakeCatchUp = wakeNobody;

  function keep<T extends { close(): unknown }>(opened: T): T {
    closers.push(async () => void (await opened.close()));
    return opened;
  }

  function work<T extends { close(): Promise<void> }>(started: T): T {
    workers.push(() => started.close());
    return started;
  }

  async function open(): Promise<Addresses> {
    await makeDirectory(config.data_dir_path);
    keep(lockDirectory(config.data_dir_path));
    const tls = await readTls(config.tls_cert, config.tls_key);
    const store = keep(await openStore());
    const blameMemory = toBlameMemory(store, now);
    const repositories = await openRepositories(config, {
      ...world,
      blameMemory,
      patient: true,
      onCloned: () =>
        void store.hastenWaiting().then(
          () => wakeCatchUp(),
          () => undefined,
        ),
      stop: stopping.signal,
    });
    const { fetch, named: findRepository } = repositories;
    const { waitingExceptions } = await store.stats();
    outcomes.settle('exceptions_received', waitingExceptions, 'by an earlier run');
    const sourceMapper = work(openSourceMapper(config, world));
    const forgetUploads = () => sourceMapper.prune();
    const forgetMails = (beforeMs: number) => pruneMailFiles(config.data_dir_path, beforeMs);
    const housekeeping = work(
      startHousekeeping({ ...world, store, fetch, forgetUploads, forgetMails, config }),
    );
    const forwarder = work(await openForwarder());
    const transport = keep(createTransport(config));
    const postman = work(openPostman(store, findRepository, transport));
    const notify = () => postman.wake();
    const mistakes = work(createRuleMistakeReporter({ ...world, store, config, outcomes, notify }));
    const report = (problems: readonly string[]) => mistakes.report(problems);
    work(startWeeklyPost({ ...world, store, config, outcomes, notify }));
    const ruleWatch = work(watchRules({ ...world, ruleBook, report }));
    const judgeNeeds = { repositories, config, rules, sourceMapper };
    const judge = createJudge(openJudgeRooms(judgeNeeds), world);
    const giveUp = createLastJudge(createJudge(openJudgeRooms({ ...judgeNeeds, forgiving: true }), world));
    const verdicts = rememberVerdicts({
      judge: judge.judge,
      rulesVersion: () => ruleBook.version(),
      fetchedAtMs: repositories.fetchedAtMs,
    });
    const pipeline = openPipeline(store, verdicts, forwarder, postman, { ...judge, giveUp });
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
      judge,
      ruleWatch,
      receiver,
      setAside: () => listSetAside(storePath),
      refusing,
      outcomes,
    });
    const read = createGauges({ store, forwarder, receiver, verdicts, outcomes });
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
      ready: () => !stopping.signal.aborted && refusing() === null,
      randomBytes,
    });
    const webDoor = await openDoor(web.callback(), {
      host: config.http_host,
      port: config.http_port,
      option: 'http_port',
    });
    const otlpPlace = { host: config.listen_host, port: config.port, option: 'port' };
    const { answerBroken } = receiver;
    const otlpDoor = await openDoor(receiver.callback(), otlpPlace, { answerBroken, tls });
    void transport.probe().then((problem) => problem !== null && log.warn({}, problem));
    return { otlpPort: otlpDoor.port, webPort: webDoor.port };
  }

  async function openStore(): Promise<Store> {
    const { max_errors_per_week: maxErrorsPerWeek } = config;
    return openSqliteStore({ path: storePath, log, now, maxErrorsPerWeek }).catch((error: unknown) => {
      throw describeData(`The store ${storePath} cannot be opened`, error);
    });
  }

  async function openForwarder(): Promise<Forwarder> {
    const dir = join(config.data_dir_path, 'spool');
    const spool = await createSpool({ dir, maxBytes: config.spool_max_bytes, now, log }).catch(
      (error: unknown) => {
        throw describeData(`The spool ${dir} cannot be opened`, error);
      },
    );
    return createForwarder({ ...world, upstream: toUpstream(config), spool, outcomes, instanceId });
  }

  function openPostman(store: Store, findRepository: Repositories['named'], transport: Transport): Postman {
    return createPostman({ ...world, store, transport, findRepository, links, config, outcomes });
  }

  function openPipeline(
    store: Store,
    verdicts: Verdicts,
    forwarder: Forwarder,
    postman: Postman,
    patience: Pick<CatchUpNeeds, 'answersLately' | 'giveUp'>,
  ) {
    const setTerms = createTermSetter({ rules, policy: toPolicy(config) });
    const notify = () => postman.wake();
    const beyond = work(createBeyondReporter({ ...world, store, config, outcomes, notify }));
    const warnOfBeyond = (weekMs: number) => beyond.report(weekMs);
    const { timezone } = config;
    const aggregator = createAggregator({ store, setTerms, warnOfBeyond, outcomes, timezone, now });
    const { settleWaiting } = aggregator;
    const catchUp = work(
      createCatchUp({ ...world, ...patience, store, parse, verdicts, outcomes, notify, settleWaiting }),
    );
    wakeCatchUp = () => catchUp.wake();
    return createPipeline({
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
  }

  async function openDoor(handler: Handler, place: Place, options?: ListenOptions): Promise<Listening> {
    const door = await listen(handler, place, options);
    workers.push(() => door.close(GRACE_MS));
    return door;
  }

  /** Who works stops first, all at once, so that nobody waits for a slow client or server; then what they stood on. */
  async function closeAll(): Promise<void> {
    await Promise.all(workers.splice(0).map(closeQuietly));
    for (const close of closers.splice(0).toReversed()) await closeQuietly(close);
  }

  async function closeQuietly(close: () => Promise<void>): Promise<void> {
    await close().catch((error: unknown) => log.warn({ reason: String(error) }, 'closing failed'));
  }

  async function stop(): Promise<void> {
    stopping.abort();
    const { promise: timeIsUp, resolve } = Promise.withResolvers<void>();
    const cancel = schedule(resolve, STOP_WITHIN_MS);
    await Promise.race([closeAll(), timeIsUp]);
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

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw describeData('The data directory cannot be made', error);
  }
}

function describeData(what: string, error: unknown): unknown {
  if (error instanceof StartFailure) return error;
  const reason = readReason(error);
  return new StartFailure(`${what}: ${reason}. Check \`data_dir_path\`.`, { cause: error });
}
