import type { Frame } from '../../parse/stack.ts';
import type { Log } from '../../telemetry/log.ts';
import { isCompiled } from './compiled-frame.ts';
import { createDeployedMaps } from './deployed-maps.ts';
import { createMapFinder, type MapPlace } from './find-maps.ts';
import type { Origin } from './find-origin.ts';
import { createKeeper, type KeepUpload } from './keep-upload.ts';
import { createMapThread, type ThreadLimits } from './map-thread.ts';
import { nameFunction } from './name-function.ts';
import { createRepositoryMaps } from './repository-maps.ts';
import { resolveSource, type ResolvedSource } from './resolve-source.ts';
import { createTracer, isMeant, type Traced } from './trace-file.ts';
import { createUploadedMaps, type UploadStats } from './uploaded-maps.ts';

export type MappedFrame = Frame & {
  /** Where the compiled code has it, when a source map led elsewhere. */
  readonly compiled?: { readonly file: string; readonly line: number; readonly column?: number };
  /** The map may be another file's, or its source lie elsewhere; the frame's text shows nothing. */
  readonly isDoubtful?: true;
};

export type SourceMapper = {
  /** Each frame as its source has it, or as it is when no map speaks of it. Rejects only as `at.readFile` does. */
  mapFrames(frames: readonly Frame[], at: MapPlace): Promise<readonly MappedFrame[]>;
  readonly keepUpload: KeepUpload;
  /** Forgets uploaded maps that are no longer of use. */
  prune(): Promise<void>;
  stats(): Promise<UploadStats>;
  close(): Promise<void>;
};

export type SourceMapperNeeds = {
  /** Where uploaded maps are kept; made when the first one comes. */
  readonly dir: string;
  readonly keepUnusedMs: number;
  readonly maxTotalBytes?: number;
  readonly now: () => number;
  readonly schedule: (run: () => void, ms: number) => () => void;
  readonly log: Log;
  readonly limits?: Partial<ThreadLimits>;
};

/** Finds and reads source maps: uploaded ones, those beside deployed code on this machine, those of the repository. */
export function createSourceMapper(needs: SourceMapperNeeds): SourceMapper {
  const uploads = createUploadedMaps(needs);
  const deployed = createDeployedMaps(needs);
  const kept = createRepositoryMaps();
  const thread = createMapThread(needs);
  const traceFile = createTracer({ findMaps: createMapFinder({ uploads, deployed, kept }), thread });

  return {
    async mapFrames(frames, at) {
      const files = Map.groupBy(frames.filter(isCompiled), ({ file }) => file);
      const traced = await Promise.all([...files].map(([file, theirs]) => traceFile(file, theirs, at)));
      const byFrame = new Map<Frame, Traced>(traced.flat().map((one) => [one.frame, one]));
      return frames.map((frame, i) =>
        mapFrame(frame, byFrame.get(frame), toCaller(frames[i + 1], byFrame), at),
      );
    },
    keepUpload: createKeeper({ thread, uploads }),
    prune: () => uploads.prune(),
    stats: () => uploads.stats(),
    close: () => thread.close(),
  };
}

/** An awaited frame stands at its `await`, which says nothing of whom it called. */
function toCaller(frame: Frame | undefined, byFrame: ReadonlyMap<Frame, Traced>): Origin | null {
  return frame === undefined || frame.async === true ? null : (byFrame.get(frame)?.origin ?? null);
}

function mapFrame(
  frame: Frame,
  traced: Traced | undefined,
  caller: Origin | null,
  at: MapPlace,
): MappedFrame {
  if (traced === undefined || traced.origin === null) return frame;
  const { origin, home } = traced;
  const { file, line, column } = traced.frame;
  const source = resolveSource(origin.source, origin.sourceRoot, home);
  if (source.path === '' || (source.path === file && origin.line === line)) return frame;
  const name = nameFunction(frame.function, caller?.name);
  return {
    ...frame,
    file: source.path,
    line: origin.line,
    column: origin.column,
    ...(name !== undefined && { function: name }),
    ...(origin.text !== undefined && { text: origin.text }),
    compiled: { file, line, ...(column !== undefined && { column }) },
    ...(!(isMeant(traced) && (origin.text !== undefined || isPlaced(source, at))) && { isDoubtful: true }),
  };
}

function isPlaced({ path, is }: ResolvedSource, { findFile }: MapPlace): boolean {
  return is === 'printed' || (is === 'repository' && findFile(path) === path);
}
