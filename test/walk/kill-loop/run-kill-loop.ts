import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../helpers/eventually.ts';
import { launchFlawless, startFlawless, writeConfig, type Launched } from '../../helpers/flawless-process.ts';
import { findFreePort } from '../../helpers/free-port.ts';
import { startSmtpServer } from '../../helpers/smtp-server.ts';
import { makeTemporaryDirectory } from '../../helpers/temporary-directory.ts';
import { startTestUpstream, type TestUpstream } from '../../helpers/upstream.ts';
import { readHealth } from '../street.ts';
import { checkEnd } from './check-end.ts';
import { lookAtRemains } from './look-at-remains.ts';
import { planBatches, THRESHOLD } from './plan-batches.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createStubbornClient } from './stubborn-client.ts';
import { makeWorkRepository } from './work-repository.ts';

export type KillLoop = { readonly kills: number; readonly seed: number };

const ERRORS_PER_KILL = 2;
const START_MS = 900;
const SERVE_MS = 400;
const LONGEST_WAIT_MS = 2_000;

/**
 * Kills the service at random moments while a client sends numbered exceptions and resends what was not acknowledged;
 * upstream and SMTP server misbehave meanwhile. Then everything is counted exactly, mailed once, and forwarded.
 */
export async function runKillLoop(t: TestContext, { kills, seed }: KillLoop): Promise<void> {
  const random = createSeededRandom(seed);
  const dir = makeTemporaryDirectory(t);
  const errors = kills * ERRORS_PER_KILL;
  const plan = planBatches(errors, makeWorkRepository(join(dir, 'work'), errors), random);
  const upstream = await startTestUpstream(t);
  const backend = createMoodyUpstream(upstream, random);
  const post = createMoodyPost(createSeededRandom(seed + 1));
  const smtp = await startSmtpServer(t, { answerMessage: () => post.answer() });
  const [port, webPort] = [await findFreePort(), await findFreePort()];
  const confPath = writeConfig(dir, {
    port,
    http_port: webPort,
    repo_dir: join(dir, 'work'),
    upstream_endpoint: upstream.url,
    smtp_host: smtp.host,
    report_error_threshold: THRESHOLD,
    max_emails_per_hour: 1_000_000,
    // Some exceptions are late, and wait in the store.
    enrich_timeout_ms: 20,
    timezone: findCalmZone(),
  });
  const client = createStubbornClient(`http://127.0.0.1:${port}`, plan.batches);
  t.after(() => client.stop());
  const batchesPerKill = Math.ceil(plan.batches.length / kills);
  const tally = createTally();

  for (let nth = 0; nth < kills; nth++) {
    await backend.change();
    const launched = launchFlawless(confPath);
    client.release(batchesPerKill);
    const moment = chooseMoment(nth / kills, random);
    try {
      await waitFor(moment, launched, { random, message: post.nextMessage });
    } finally {
      await launched.kill();
    }
    for (const left of lookAtRemains(join(dir, 'data'))) tally.count(`left ${left}`);
    tally.count(moment + (backend.isDown() ? ', upstream down' : ''));
  }

  post.calmDown();
  await backend.comeBack();
  const last = await startFlawless(confPath);
  t.after(() => last.stop());
  client.release(plan.batches.length);
  await client.finished;
  await untilStable('nothing waits any more', async () => {
    const { facts } = await readHealth(last);
    const left = ['exceptions waiting for blame', 'mails waiting', 'batches in the spool'];
    return left.every((name) => facts[name] === 0);
  });
  assert.equal(await last.stop(), 0);
  const found = await checkEnd({ dir, plan, smtp, upstream, mostCopies: kills + post.losses() });
  t.diagnostic(JSON.stringify({ kills, seed, ...found, ...client.stats(), ...tally.totals() }));
}

type Moment = 'while it starts' | 'while it serves' | 'while it mails';

/** The first ones while it makes its store. */
function chooseMoment(progress: number, random: () => number): Moment {
  if (progress < 0.15) return 'while it starts';
  const dice = random();
  if (dice < 0.2) return 'while it starts';
  return dice < 0.6 ? 'while it serves' : 'while it mails';
}

async function waitFor(
  moment: Moment,
  launched: Launched,
  { random, message }: { readonly random: () => number; readonly message: () => Promise<void> },
): Promise<void> {
  const ready = launched.ready.catch((error: unknown) => assert.fail(String(error)));
  ready.catch(() => undefined);
  if (moment === 'while it starts') return pause(random() * START_MS);
  if (moment === 'while it mails') await Promise.race([message(), ready.then(() => pause(LONGEST_WAIT_MS))]);
  else await ready;
  await pause(random() * (moment === 'while it mails' ? 30 : SERVE_MS));
}

/** An upstream that is away for some rounds. */
function createMoodyUpstream({ goDown, comeBack }: TestUpstream, random: () => number) {
  let isDown = false;
  async function bring(down: boolean): Promise<void> {
    if (down !== isDown) await (down ? goDown() : comeBack());
    isDown = down;
  }
  return {
    async change(): Promise<void> {
      const dice = random();
      if (dice < 0.7) await bring(dice < 0.25);
    },
    comeBack: () => bring(false),
    isDown: () => isDown,
  };
}

/** An SMTP server that now and then hangs, puts off, drops or loses its reply, until it calms down. */
function createMoodyPost(random: () => number) {
  let isCalm = false;
  let losses = 0;
  let next = Promise.withResolvers<void>();
  return {
    answer() {
      next.resolve();
      next = Promise.withResolvers();
      const dice = isCalm ? 1 : random();
      if (dice < 0.08) return 'hang' as const;
      if (dice < 0.12) return 'drop' as const;
      if (dice < 0.16) return [451, 'come back later'] as const;
      if (dice >= 0.2) return null;
      losses++;
      return 'lose' as const;
    },
    nextMessage: () => next.promise,
    calmDown: () => void (isCalm = true),
    losses: () => losses,
  };
}

function createTally() {
  const totals = new Map<string, number>();
  return {
    count: (name: string) => void totals.set(name, (totals.get(name) ?? 0) + 1),
    totals: () => Object.fromEntries(totals),
  };
}

/** A zone in which no week ends soon: one mail is due for each error and week. */
function findCalmZone(): string {
  const soon = new Date(Date.now() + 3 * 60 * 60_000);
  return soon.getUTCDay() === 0 && soon.getUTCHours() < 3 ? 'Asia/Tokyo' : 'UTC';
}

/** As long as anything moves there is no hurry. */
async function untilStable(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let patience = 10; ; patience--) {
    const found = await eventually(what, isSo).catch((error: unknown) => {
      if (patience === 0) throw error;
      return null;
    });
    if (found !== null) return;
  }
}
