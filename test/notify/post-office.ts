import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { writeOccurrence, type Occurrence } from '../../src/aggregate/occurrence.ts';
import type { LineFate } from '../../src/git/follow-line.ts';
import { createLinks } from '../../src/links.ts';
import { createPostman, type PostmanNeeds } from '../../src/notify/postman.ts';
import { createSmtpTransport } from '../../src/notify/smtp-transport.ts';
import { createOutcomes } from '../../src/outcome.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { Log } from '../../src/telemetry/log.ts';
import { CONFIG, makeOccurrence, NOW, WEEK } from './samples.ts';
import { tellAlways } from '../helpers/mail-terms.ts';

export const MINUTE = 60_000;

export const SMTP = {
  smtp_user: null,
  smtp_password: null,
  smtp_use_tls: false,
  smtp_from: 'flawless@example.com',
  email_domain_name: 'example.com',
};

export const POST_CONFIG = {
  ...CONFIG,
  max_emails_per_hour: 60,
  report_fixed_errors: true,
  report_only_after_minimum_date: '1970-01-01',
  default_contact: null,
};

export async function makeDirectory(t: Pick<TestContext, 'after'>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'flawless-mail-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export function createMemoryLog(): Log & { readonly text: () => string } {
  const lines: string[] = [];
  const write = (fields: object, message: string): void => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  return { text: () => lines.join('\n'), debug: write, info: write, warn: write, error: write };
}

/** Timers that end when told to. */
export function createTimers() {
  const waiting = new Set<{ readonly fn: () => void; readonly ms: number }>();
  return {
    schedule: (fn: () => void, ms: number): (() => void) => {
      const timer = { fn, ms };
      waiting.add(timer);
      return () => waiting.delete(timer);
    },
    delays: (): readonly number[] => [...waiting].map(({ ms }) => ms),
    pass(): void {
      const due = [...waiting];
      waiting.clear();
      for (const { fn } of due) fn();
    },
  };
}

const HEAD = 'f'.repeat(40);

/** A file of sixty lines, of which one may have been changed since: at `HEAD` it is gone. */
export function makeRepository(since: LineFate | null = null) {
  const lines = Array.from({ length: 60 }, (_, i) => `line ${i + 1} of the file`);
  return {
    readLines: async (commit: string) => (since !== null && commit === HEAD ? lines.with(41, 'new') : lines),
    resolve: async () => ({ commit: HEAD, name: 'HEAD', kind: 'branch' as const }),
    followLine: async () => since,
    listPaths: async () => [makeOccurrence().blamed.path],
    listRenames: async () => [],
  };
}

/** A postman over a real store, with the clock and the timers in the test's hands. */
export async function openPostOffice(t: TestContext, smtpHost: string, changes: Partial<PostmanNeeds> = {}) {
  const clock = { ms: NOW };
  const now = (): number => clock.ms;
  const log = createMemoryLog();
  const outcomes = createOutcomes();
  const timers = createTimers();
  const store = await openSqliteStore({ path: join(await makeDirectory(t), 'store.sqlite'), log, now });
  const transport = createSmtpTransport({ ...SMTP, smtp_host: smtpHost });
  const needs: PostmanNeeds = {
    store,
    transport,
    findRepository: () => makeRepository(),
    links: createLinks(CONFIG.hostname),
    config: POST_CONFIG,
    outcomes,
    log,
    now,
    schedule: timers.schedule,
    ...changes,
  };
  const postman = createPostman(needs);
  t.after(async () => {
    transport.close();
    await postman.idle();
    await store.close();
  });

  /** Counts one exception and decides that somebody is told. */
  async function queueLetter(
    recipients: readonly string[],
    errorId = '0123456789abcdef',
    says: Partial<Occurrence> = {},
  ): Promise<void> {
    const occurrence = makeOccurrence({ errorId, ...says });
    const subject = {
      errorId,
      path: occurrence.blamed.path,
      function: 'priceItem',
      line: 42,
      code: null,
      developer: 'alice@example.com',
      codeChangedAtMs: null,
      known: false,
      type: 'TypeError',
      origin: { service: 'shop', version: null, host: null },
      occurrence: writeOccurrence(occurrence),
      terms: tellAlways(recipients),
    };
    const moment = { weekMs: WEEK, seenAtMs: clock.ms, receivedAtMs: clock.ms, count: 3 };
    const sighting = { subject, dedupeKey: errorId, ...moment };
    await store.record({ sightings: [sighting], waiting: [] }, clock.ms);
  }

  /** One round, `ms` later. */
  async function makeRound(ms = 0): Promise<void> {
    clock.ms += ms;
    postman.wake();
    await postman.idle();
  }

  return { needs, postman, store, transport, outcomes, log, timers, clock, queueLetter, makeRound };
}
