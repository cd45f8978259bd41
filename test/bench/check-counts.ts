import { setTimeout as wait } from 'node:timers/promises';

/** Exceptions a running Flawless has counted, once none waits for its blame any more. */
export async function readCounted(web: string): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const { facts, outcomes } = await readHealth(web);
    if (Number(facts['exceptions waiting for blame']) === 0) return outcomes['exceptions_counted'] ?? 0;
    await wait(100);
  }
  return Number.NaN;
}

const MOST_TRIES = 300;

type Health = {
  readonly facts: Readonly<Record<string, string | number>>;
  readonly outcomes: Readonly<Record<string, number>>;
};

async function readHealth(web: string): Promise<Health> {
  const answer = await fetch(`${web}/check_health`, { headers: { accept: 'application/json' } });
  return (await answer.json()) as Health;
}
