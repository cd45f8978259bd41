import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SIGNAL_PATHS } from '../../src/otlp/signal.ts';
import { makeErrorShop } from '../bench/error-shop.ts';
import { readPeakMib } from '../bench/process-usage.ts';
import { startFlawless, type Subject } from '../bench/subjects.ts';
import { checkAnswer } from './check-answer.ts';
import { describeFailure, type Failure } from './failure.ts';
import { makeHttpGame, MAX_REQUEST_BYTES, type HttpGame } from './http-game.ts';
import { makeInput, type Input } from './make-input.ts';
import { createRawClient, type RawClient } from './raw-client.ts';
import type { Ran } from './run-scanners.ts';
import { makeSeeds } from './seeds.ts';
import { count, type Tally } from './tally.ts';
import { startWatchedUpstream, type WatchedUpstream } from './watched-upstream.ts';

const LANES = 32;
const MOST_MIB = 800;
const CHECK_PROCESS_EVERY = 100;

/** Tries inputs on a running Flawless over sockets for so many seconds, or until the first that goes wrong. */
export async function runReceiver(runSeed: number, seconds: number): Promise<Ran> {
  const dir = mkdtempSync(join(tmpdir(), 'flawless-fuzz-'));
  const upstream = await startWatchedUpstream();
  // So many made-up errors would be as many mails.
  const change = { max_request_bytes: MAX_REQUEST_BYTES, report_error_threshold: 1_000_000 };
  const flawless = await startFlawless(dir, makeErrorShop(dir), upstream.url, change);
  try {
    return await playGames({ runSeed, flawless, upstream, endsAt: performance.now() + seconds * 1000 });
  } finally {
    await flawless.child.stop();
    upstream.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

type Surroundings = {
  readonly runSeed: number;
  readonly flawless: Subject;
  readonly upstream: WatchedUpstream;
  readonly endsAt: number;
};

type Played = { readonly input: Input; readonly game: HttpGame };

async function playGames({ runSeed, flawless, upstream, endsAt }: Surroundings): Promise<Ran> {
  const seeds = makeSeeds();
  const tally: Tally = {};
  const late: Played[] = [];
  const failures: Failure[] = [];
  let index = 0;
  let accepted = 0;

  function fail({ input, game }: Played, problem: string): void {
    failures.push(describeFailure(input, { runSeed, problem: `${game.name}: ${problem}`, http: game.raw }));
  }

  async function playOne(client: RawClient): Promise<void> {
    const input = makeInput(seeds, runSeed, index++);
    const played = { input, game: makeHttpGame(input) };
    const got = await client.exchange(played.game.raw, played.game.expected === null);
    const ending = typeof got === 'string' ? got : String(got.status);
    count(tally, played.game.name, ending);
    if (ending === '200' && played.game.arrives) accepted += 1;
    const isTurn = input.index % CHECK_PROCESS_EVERY === 0;
    const problem = checkAnswer(played.game, got) ?? (isTurn ? checkProcess(flawless) : null);
    if (problem !== null) fail(played, problem);
    else if (ending === '200' && !hasArrived(played, upstream)) late.push(played);
  }

  async function playOn(): Promise<void> {
    const client = createRawClient(Number(new URL(flawless.url).port));
    while (failures.length === 0 && performance.now() < endsAt) await playOne(client);
    client.close();
  }

  await Promise.all(Array.from({ length: LANES }, playOn));
  const missing = await findMissing(late, upstream);
  if (missing !== null) fail(missing, 'it was accepted, but never arrived upstream as it should');
  const atLast = makeInput(seeds, runSeed, index);
  const problem = checkProcess(flawless) ?? compareCounts(accepted, upstream.received());
  if (problem !== null) fail({ input: atLast, game: makeHttpGame(atLast) }, problem);
  return { tally, failure: failures[0] ?? null };
}

/** A process that has ended, uses too much memory, or has met what it did not foresee. */
function checkProcess({ child }: Subject): string | null {
  const printed = child.printed();
  if (child.exitCode() !== null) return `Flawless has ended with ${child.exitCode()}: ${printed}`;
  if (/"level":(50|60)/.test(printed)) return `Flawless complains: ${printed}`;
  return readPeakMib(child.pid) > MOST_MIB ? `Flawless has used ${readPeakMib(child.pid)} MiB` : null;
}

/** What was accepted and has something valid in it travels on, once or, where an answer was lost, more often. */
function compareCounts(accepted: number, received: number): string | null {
  return received < accepted ? `${accepted} were to arrive, but only ${received} arrived upstream` : null;
}

function hasArrived({ input, game }: Played, upstream: WatchedUpstream): boolean {
  return game.forwarded === null || upstream.take(SIGNAL_PATHS[input.signal], game.forwarded);
}

/** What was spooled arrives later. */
async function findMissing(late: readonly Played[], upstream: WatchedUpstream): Promise<Played | null> {
  let missing = late;
  for (let tries = 0; tries < 100 && missing.length > 0; tries++) {
    await wait(100);
    missing = missing.filter((played) => !hasArrived(played, upstream));
  }
  return missing[0] ?? null;
}
