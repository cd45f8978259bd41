import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ReceivedMail, SmtpServer } from '../../helpers/smtp-server.ts';
import type { TestUpstream } from '../../helpers/upstream.ts';
import type { Plan } from './plan-batches.ts';
import { authorOf } from './work-repository.ts';

export type End = {
  readonly dir: string;
  readonly plan: Plan;
  readonly smtp: SmtpServer;
  readonly upstream: TestUpstream;
  /** How often a mail may have come without Flawless having noted it: lost replies, and kills between reply and note. */
  readonly mostCopies: number;
};

/**
 * Counts in the store are exactly what was sent; of each error one message went to its author, and copies of it, if any,
 * have the same Message-ID; every span arrived upstream at least once.
 */
export async function checkEnd({ dir, plan, smtp, upstream, mostCopies }: End) {
  const store = readStore(join(dir, 'data'));
  assert.deepEqual(store.counts, new Map([...plan.expected].toSorted(([a], [b]) => a - b)));
  assert.deepEqual(
    readdirSync(join(dir, 'data')).filter((name) => name.includes('corrupt')),
    [],
  );
  assert.equal(store.integrity, 'ok');
  assert.equal(store.letters, plan.expected.size);
  const copies = checkMails(smtp.received, store.lines);
  assert.ok(copies <= mostCopies, `${copies} copies`);
  const forwardedTwice = checkSpans(plan, upstream);
  return { exceptions: plan.exceptions, mails: plan.expected.size, copies, forwardedTwice };
}

function readStore(dataDir: string) {
  const database = new DatabaseSync(join(dataDir, 'flawless.sqlite'));
  const rows = database.prepare('SELECT error_id, line, count FROM error_week ORDER BY line').all();
  const [{ n } = { n: null }] = database
    .prepare("SELECT count(*) AS n FROM outbox WHERE kind = 'error'")
    .all();
  const integrity = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
  database.close();
  return {
    counts: new Map(rows.map(({ line, count }) => [Number(line), Number(count)])),
    lines: new Map(rows.map(({ error_id: id, line }) => [String(id), Number(line)])),
    letters: Number(n),
    integrity,
  };
}

/** How many mails came beside the one that was due for each line. */
function checkMails(received: readonly ReceivedMail[], lines: ReadonlyMap<string, number>): number {
  const messages = new Map<number, Set<string>>();
  for (const { email, to } of received) {
    const [, id = ''] = /error_id=(\w+)/.exec(email.text ?? '') ?? [];
    const line = lines.get(id) ?? assert.fail(`a mail about ${id}`);
    assert.deepEqual(to, [authorOf(line)]);
    messages.set(line, (messages.get(line) ?? new Set()).add(email.messageId ?? ''));
  }
  assert.deepEqual(
    [...messages.keys()].toSorted((a, b) => a - b),
    [...lines.values()],
  );
  for (const [line, ids] of messages)
    assert.equal(ids.size, 1, `line ${line} was told by ${[...ids].join()}`);
  return received.length - messages.size;
}

/** How many spans arrived more than once. */
function checkSpans(plan: Plan, upstream: TestUpstream): number {
  const arrived = new Map<string, number>();
  for (const { body } of upstream.received)
    for (const [name] of body.toString().matchAll(/(?:span|plain) \d+\./g))
      arrived.set(name, (arrived.get(name) ?? 0) + 1);
  const sent = new Set(plan.batches.flatMap(({ spans }) => spans));
  assert.deepEqual(
    [...sent].filter((name) => !arrived.has(name)),
    [],
  );
  assert.deepEqual(
    [...arrived.keys()].filter((name) => !sent.has(name)),
    [],
  );
  return [...arrived.values()].filter((times) => times > 1).length;
}
