import type { Frame } from '../../parse/stack.ts';
import type { Log } from '../../telemetry/log.ts';
import { isCompiled, isInstalled, type CompiledFrame } from './compiled-frame.ts';
import { createDeployedMaps } from './deployed-maps.ts';
import type { Origin } from './find-origin.ts';
import type { FoundCode, FoundMap, MapHome } from './found-map.ts';
import { createKeeper, type KeepUpload } from './keep-upload.ts';
import { toDebugId } from './map-comment.ts';
import { createMapThread, type ThreadLimits } from './map-thread.ts';
import { nameFunction } from './name-function.ts';
import { createRepositoryMaps, type RevisionFiles } from './repository-maps.ts';
import { resolveSource } from './resolve-source.ts';
import { createUploadedMaps, type UploadStats } from './uploaded-maps.ts';

export type MappedFrame = Frame & {
  /** Where the compiled code has it, when a source map led elsewhere. */
  readonly compiled?: { readonly file: string; readonly line: number; readonly column?: number };
};

/** What the reporter told, and the repository at the revision. */
export type MapPlace = RevisionFiles & {
  readonly service: string;
  readonly serviceVersion?: string;
  readonly revision?: string;
  /** What `findFile` and `readFile` read; with it, files without a map are remembered. */
  readonly commit?: string;
  /** Debug IDs the sender told, by file as printed in the trace. */
  readonly debugIds?: Readonly<Record<string, string>>;
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

  async function findUploadedById(debugId: string | null): Promise<FoundMap[]> {
    const found = debugId === null ? null : await uploads.findByDebugId(debugId);
    return found === null ? [] : [found];
  }

  async function findUploaded(file: string, at: MapPlace): Promise<FoundMap[]> {
    for (const version of [at.serviceVersion, at.revision]) {
      const found = version === undefined ? null : await uploads.findByPath(at.service, version, file);
      if (found !== null) return [found];
    }
    return [];
  }

  async function findFor(code: FoundCode | null): Promise<FoundMap[]> {
    if (code === null) return [];
    return [...(await findUploadedById(code.debugId)), ...(code.map === null ? [] : [code.map])];
  }

  /** The surest first: what was uploaded says whose it is, a path on this disk may be another program's. */
  async function* findMaps(file: string, at: MapPlace): AsyncGenerator<FoundMap> {
    yield* await findUploadedById(readTold(file, at));
    yield* await findUploaded(file, at);
    if (isInstalled(file)) return;
    yield* await findFor(await deployed.find(file));
    yield* await findFor(await kept.find(file, at));
  }

  /** Where all the frames of one file come from; by frame. */
  async function traceFile(
    file: string,
    frames: readonly CompiledFrame[],
    at: MapPlace,
  ): Promise<readonly Traced[]> {
    for await (const map of findMaps(file, at)) {
      const answer = await thread.ask(map, frames.map(toPosition));
      if (answer?.kind !== 'found') continue;
      return frames.map((frame, i) => ({ frame, origin: answer.origins[i] ?? null, home: map.home }));
    }
    return [];
  }

  return {
    async mapFrames(frames, at) {
      const files = Map.groupBy(frames.filter(isCompiled), ({ file }) => file);
      const traced = await Promise.all([...files].map(([file, theirs]) => traceFile(file, theirs, at)));
      const byFrame = new Map<Frame, Traced>(traced.flat().map((one) => [one.frame, one]));
      return frames.map((frame, i) => mapFrame(frame, byFrame.get(frame), toCaller(frames[i + 1], byFrame)));
    },
    keepUpload: createKeeper({ thread, uploads }),
    prune: () => uploads.prune(),
    stats: () => uploads.stats(),
    close: () => thread.close(),
  };
}

type Traced = { readonly frame: CompiledFrame; readonly origin: Origin | null; readonly home: MapHome };

function toPosition({ line, column }: CompiledFrame) {
  return column === undefined ? { line } : { line, column };
}

/** A trace may print `file://` in front of what a frame has without it. */
function readTold(file: string, { debugIds = {} }: MapPlace): string | null {
  const name = [file, `file://${file}`].find((printed) => Object.hasOwn(debugIds, printed));
  const told: unknown = name === undefined ? undefined : debugIds[name];
  return typeof told === 'string' ? toDebugId(told) : null;
}

/** An awaited frame stands at its `await`, which says nothing of whom it called. */
function toCaller(frame: Frame | undefined, byFrame: ReadonlyMap<Frame, Traced>): Origin | null {
  return frame === undefined || frame.async === true ? null : (byFrame.get(frame)?.origin ?? null);
}

function mapFrame(frame: Frame, traced: Traced | undefined, caller: Origin | null): MappedFrame {
  if (traced === undefined || traced.origin === null) return frame;
  const { origin, home } = traced;
  const { file, line, column } = traced.frame;
  const source = resolveSource(origin.source, origin.sourceRoot, home);
  if (source === '' || (source === file && origin.line === line)) return frame;
  const name = nameFunction(frame.function, caller?.name);
  return {
    ...frame,
    file: source,
    line: origin.line,
    column: origin.column,
    ...(name !== undefined && { function: name }),
    ...(origin.text !== undefined && { text: origin.text }),
    compiled: { file, line, ...(column !== undefined && { column }) },
  };
}
