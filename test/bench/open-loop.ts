import { setTimeout as wait } from 'node:timers/promises';
import type { Sender } from './sender.ts';

export type SteadyLoad = {
  readonly perSecond: number;
  /** Milliseconds of each request, answered with whatever status. */
  readonly times: readonly number[];
  readonly accepted: number;
};

/**
 * Sends at a steady rate, whether or not earlier requests have been answered. A request's time begins when it was due:
 * what a stall keeps waiting is counted for all it kept waiting.
 */
export async function runOpenLoop(sender: Sender, perSecond: number, seconds: number): Promise<SteadyLoad> {
  const total = Math.floor(perSecond * seconds);
  const startedAt = performance.now();
  const answers: Promise<Answer>[] = [];
  while (answers.length < total) {
    const due = Math.min(total, ((performance.now() - startedAt) / 1000) * perSecond);
    while (answers.length < due) {
      const dueAt = startedAt + (answers.length / perSecond) * 1000;
      answers.push(sendOne(sender, dueAt));
    }
    await wait(1);
  }
  const answered = await Promise.all(answers);
  const accepted = answered.filter(({ status }) => status === 200).length;
  return { perSecond, times: answered.map(({ time }) => time), accepted };
}

type Answer = { readonly status: number; readonly time: number };

async function sendOne(sender: Sender, dueAt: number): Promise<Answer> {
  const status = await sender.send();
  return { status, time: performance.now() - dueAt };
}
