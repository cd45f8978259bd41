import type { Occurrence } from '../aggregate/occurrence.ts';
import { readExcerpt, type Excerpt } from '../git/excerpt.ts';
import type { Repository } from '../git/repository.ts';
import { GitFailure } from '../git/git-failure.ts';
import type { LocatedFrame } from '../locate/place-frames.ts';

/** The code around our frames; frames without any are missing. */
export type Excerpts = {
  readonly byFrame: ReadonlyMap<LocatedFrame, Excerpt>;
  /** Whether git failed, so that some are missing which would otherwise be there. */
  readonly incomplete: boolean;
};

/** A repository by its name; null when the options no longer name it. */
export type FindRepository = (name: string) => Pick<Repository, 'readLines'> | null;

const RADIUS = 3;
const MAX_EXCERPTS = 40;

/** Reads the code around the frames of ours as deployed. Failures of git cost excerpts, not the page. */
export async function readExcerpts(
  findRepository: FindRepository,
  occurrence: Occurrence,
): Promise<Excerpts> {
  const repository = findRepository(occurrence.repository);
  if (repository === null) return { byFrame: new Map(), incomplete: true };
  const frames = occurrence.exceptions.flatMap((exception) => exception.frames).filter(isOurs);
  const { commit } = occurrence.revision;
  const read = await Promise.all(
    frames.slice(0, MAX_EXCERPTS).map((frame) => readOne(repository, commit, frame)),
  );
  return {
    byFrame: new Map(read.flatMap(({ frame, excerpt }) => (excerpt === null ? [] : [[frame, excerpt]]))),
    incomplete: read.some(({ failed }) => failed),
  };
}

function isOurs(frame: LocatedFrame): boolean {
  return frame.place.where === 'ours' && frame.line !== undefined;
}

async function readOne(repository: Pick<Repository, 'readLines'>, commit: string, frame: LocatedFrame) {
  const { place, line = 0 } = frame;
  const path = place.where === 'ours' ? place.path : '';
  try {
    return { frame, excerpt: await readExcerpt(repository, commit, path, line, RADIUS), failed: false };
  } catch (error) {
    if (error instanceof GitFailure) return { frame, excerpt: null, failed: true };
    throw error;
  }
}
