import type { Repository } from '../git/repository.ts';
import { GitFailure } from '../git/git-failure.ts';
import type { Html } from '../html.ts';
import type { LocatedFrame } from '../locate/place-frames.ts';
import type { ShownChain } from './choose-shown.ts';

/** A few lines of a file, coloured where they can be; `firstLine` is the number of the first one. */
export type ShownCode = { readonly firstLine: number; readonly lines: readonly (Html | string)[] };

/** The code around our frames; frames without any are missing. */
export type Excerpts = {
  readonly byFrame: ReadonlyMap<LocatedFrame, ShownCode>;
  /** Whether git failed, so that some are missing which would otherwise be there. */
  readonly incomplete: boolean;
};

/** Where a frame is, in which commit of which repository. */
export type CodeSource = {
  /** A repository by its name; null when the options no longer name it. */
  readonly repository: Pick<Repository, 'readLines'> | null;
  readonly commit: string;
  /** Colours code; null where it cannot. */
  readonly highlight: (path: string, lines: readonly string[]) => Promise<readonly Html[] | null>;
};

const RADIUS = 3;
const MAX_EXCERPTS = 12;
const MAX_LINE = 200;
// What stands above tells strings and comments from code.
const LINES_ABOVE = 40;

/** Reads the code around the frames of ours as deployed. Failures of git cost excerpts, not the page. */
export async function readExcerpts(
  source: CodeSource,
  { exceptions, blamed }: ShownChain,
): Promise<Excerpts> {
  const { repository } = source;
  if (repository === null) return { byFrame: new Map(), incomplete: true };
  const ours = exceptions.flatMap(({ frames }) => frames).filter(isOurs);
  const frames = ours.toSorted((a, b) => Number(b === blamed) - Number(a === blamed)).slice(0, MAX_EXCERPTS);
  const read = await Promise.all(frames.map((frame) => readOne({ ...source, repository }, frame)));
  return {
    byFrame: new Map(read.flatMap(({ frame, code }) => (code === null ? [] : [[frame, code]]))),
    incomplete: read.some(({ failed }) => failed),
  };
}

function isOurs(frame: LocatedFrame): boolean {
  return frame.place.where === 'ours' && frame.line !== undefined;
}

type ReadableSource = CodeSource & { readonly repository: NonNullable<CodeSource['repository']> };

async function readOne(source: ReadableSource, frame: LocatedFrame) {
  const { place, line = 0 } = frame;
  const path = place.where === 'ours' ? place.path : '';
  try {
    return { frame, code: await readAround(source, path, line), failed: false };
  } catch (error) {
    if (error instanceof GitFailure) return { frame, code: null, failed: true };
    throw error;
  }
}

async function readAround({ repository, commit, highlight }: ReadableSource, path: string, line: number) {
  const lines = await repository.readLines(commit, path);
  if (lines === null || line < 1 || line > lines.length) return null;
  const firstLine = Math.max(1, line - RADIUS);
  const above = Math.max(0, firstLine - 1 - LINES_ABOVE);
  const texts = lines.slice(above, line + RADIUS).map((text) => text.slice(0, MAX_LINE));
  const coloured = await highlight(path, texts);
  return { firstLine, lines: (coloured ?? texts).slice(firstLine - 1 - above) };
}
