import { isInstalled } from './compiled-frame.ts';
import type { DeployedMaps } from './deployed-maps.ts';
import type { ClaimedMap, FoundCode } from './found-map.ts';
import { toDebugId } from './map-comment.ts';
import type { RepositoryMaps, RevisionFiles } from './repository-maps.ts';
import type { UploadedMaps } from './uploaded-maps.ts';

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

export type MapSources = {
  readonly uploads: Pick<UploadedMaps, 'findByDebugId' | 'findByPath'>;
  readonly deployed: DeployedMaps;
  readonly kept: RepositoryMaps;
};

/** Finds the maps that may speak of a file as printed, the surest first. Rejects as `at.readFile` does. */
export function createMapFinder({ uploads, deployed, kept }: MapSources) {
  async function findById(debugId: string | null, claim: ClaimedMap['claim']): Promise<ClaimedMap[]> {
    const map = debugId === null ? null : await uploads.findByDebugId(debugId);
    return map === null ? [] : [{ map, claim }];
  }

  async function findUploaded(file: string, at: MapPlace): Promise<ClaimedMap[]> {
    const versions = [at.serviceVersion, at.revision].filter((version) => version !== undefined);
    const found = await Promise.all(versions.map((one) => uploads.findByPath(at.service, one, file)));
    return found.filter((one) => one !== null);
  }

  async function findFor(code: FoundCode | null, claim: ClaimedMap['claim']): Promise<ClaimedMap[]> {
    if (code === null) return [];
    return [
      ...(await findById(code.debugId, claim)),
      ...(code.map === null ? [] : [{ map: code.map, claim }]),
    ];
  }

  /** What was uploaded says whose it is; a path on this disk may be another program's. */
  return async function* findMaps(file: string, at: MapPlace): AsyncGenerator<ClaimedMap> {
    const told = readTold(file, at);
    yield* await findById(told, 'sure');
    const uploaded = await findUploaded(file, at);
    yield* uploaded.filter(({ claim }) => claim === 'sure');
    if (isInstalled(file)) return;
    const onDisk = await deployed.find(file);
    yield* await findFor(onDisk, isTold(onDisk, told) ? 'sure' : 'text');
    const inRepository = await kept.find(file, at);
    yield* await findFor(inRepository, 'sure');
    // A file that the repository has as it ran needs no map that may be another's.
    if (inRepository === null) yield* uploaded.filter(({ claim }) => claim !== 'sure');
  };
}

/** A trace may print `file://` in front of what a frame has without it. */
function readTold(file: string, { debugIds = {} }: MapPlace): string | null {
  const name = [file, `file://${file}`].find((printed) => Object.hasOwn(debugIds, printed));
  const told: unknown = name === undefined ? undefined : debugIds[name];
  return typeof told === 'string' ? toDebugId(told) : null;
}

function isTold(code: FoundCode | null, told: string | null): boolean {
  return told !== null && code?.debugId === told;
}
