import { hash } from 'node:crypto';
import { Unavailable } from '../../unavailable.ts';
import type { MapThread } from './map-thread.ts';
import type { UploadedMaps } from './uploaded-maps.ts';

/** A source map that somebody hands in, and the code it is for. */
export type Upload = {
  readonly service: string;
  readonly version: string;
  /** Of the compiled file, beginning with the name of the folder that was uploaded; may end in `.map`. */
  readonly path: string;
  /** Of the map, when it is not beside the file. */
  readonly mapPath?: string;
  /** The folder of the repository that both paths begin in, `.` for its top, when it is known. */
  readonly root?: string;
  readonly bytes: Uint8Array;
};

/**
 * Keeps a map on the disk, or says in a sentence what is wrong with it. Throws `Unavailable` when it cannot be looked at now, and
 * what the file system throws when it cannot be written.
 */
export type KeepUpload = (upload: Upload) => Promise<'new' | 'replaced' | { readonly problem: string }>;

type KeeperNeeds = { readonly thread: Pick<MapThread, 'ask'>; readonly uploads: Pick<UploadedMaps, 'add'> };

const MAX_NAME_LENGTH = 255;
const MAX_PATH_LENGTH = 1024;

export function createKeeper({ thread, uploads }: KeeperNeeds): KeepUpload {
  return async ({ service, version, bytes, ...upload }) => {
    const path = tidyPath(upload.path.replace(/\.map$/, ''));
    const mapPath = tidyPath(upload.mapPath ?? upload.path);
    if (!isName(service)) return { problem: `service must be a text of 1 to ${MAX_NAME_LENGTH} characters.` };
    if (!isName(version)) return { problem: `version must be a text of 1 to ${MAX_NAME_LENGTH} characters.` };
    const root = tidyRoot(upload.root);
    if (path === null || mapPath === null) return { problem: `path ${WRONG_PATH}` };
    if (root === undefined) return { problem: `root ${WRONG_PATH}` };
    const digest = hash('sha256', bytes);
    const load = async () => ({ bytes, gzip: false });
    const answer = await thread.ask({ key: `upload ${digest}`, load }, []);
    if (answer?.kind === 'broken') return { problem: `This source map cannot be used: ${answer.because}.` };
    if (answer?.kind !== 'found') throw new Unavailable('source maps cannot be read now');
    return uploads.add(
      { service, version, path, mapPath, root, debugId: answer.debugId, hash: digest },
      bytes,
    );
  };
}

const WRONG_PATH = `must be relative, without .. and control characters, and at most ${MAX_PATH_LENGTH} characters.`;

function isName(text: string): boolean {
  return text !== '' && text.length <= MAX_NAME_LENGTH && !/\p{Cc}/u.test(text);
}

/** '' is the top of the repository; undefined when it leads out of it. */
function tidyRoot(root: string | undefined): string | null | undefined {
  if (root === undefined) return null;
  return /^(?:\.[/\\]?)?$/.test(root) ? '' : (tidyPath(root) ?? undefined);
}

/** With forward slashes and without `./`; null when it leads out of its folder. */
function tidyPath(path: string): string | null {
  if (path.length > MAX_PATH_LENGTH || /^(?:[/\\]|[a-z]:)|\p{Cc}/iu.test(path)) return null;
  const segments = path.split(/[/\\]/).filter((segment) => segment !== '' && segment !== '.');
  return segments.length === 0 || segments.includes('..') ? null : segments.join('/');
}
