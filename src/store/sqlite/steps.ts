import type { Sighting } from '../store.ts';

/** What one error's new occurrences add up to in one week. */
export type Step = {
  readonly latest: Sighting;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
};

/** One step for each error and week, in the order of their first sightings. */
export function toSteps(sightings: readonly Sighting[]): readonly Step[] {
  const weeks = new Map<number, Map<string, Step>>();
  for (const sighting of sightings) {
    const steps = weeks.get(sighting.weekMs) ?? new Map<string, Step>();
    weeks.set(sighting.weekMs, steps);
    const before = steps.get(sighting.errorId);
    steps.set(sighting.errorId, before === undefined ? begin(sighting) : goOn(before, sighting));
  }
  return [...weeks.values()].flatMap((steps) => [...steps.values()]);
}

function begin(latest: Sighting): Step {
  return { latest, count: latest.count, firstMs: latest.seenAtMs, lastMs: latest.seenAtMs };
}

function goOn({ latest, count, firstMs, lastMs }: Step, sighting: Sighting): Step {
  return {
    latest: sighting.seenAtMs >= latest.seenAtMs ? sighting : latest,
    count: count + sighting.count,
    firstMs: Math.min(firstMs, sighting.seenAtMs),
    lastMs: Math.max(lastMs, sighting.seenAtMs),
  };
}
