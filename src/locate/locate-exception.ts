import { LRUCache } from 'lru-cache';
import type { Repository } from '../git/repository.ts';
import type { ParsedException } from '../parse/parse-exception.ts';
import type { Frame, ThrownException } from '../parse/stack.ts';
import { findLibraryPath } from './library-path.ts';
import { createPathIndex, type FoundPath, type PathIndex } from './path-index.ts';
import { resolveRevision, type Revision } from './resolve-revision.ts';

/** A frame and the place it speaks of. */
export type LocatedFrame = Frame & {
  readonly place:
    | {
        readonly where: 'ours';
        readonly path: string;
        readonly agreement: FoundPath['agreement'];
        /** The line as it stands in the revision. */ readonly code?: string;
      }
    | { readonly where: 'library'; /** Below its package directory. */ readonly path: string }
    | { readonly where: 'runtime' }
    | { readonly where: 'nowhere' };
};

export type LocatedThrow = Omit<ThrownException, 'frames'> & { readonly frames: readonly LocatedFrame[] };

/** A parsed exception with every frame mapped to the repository, to a library, or to neither. */
export type LocatedException = Omit<ParsedException, 'exceptions'> & {
  readonly repository: string;
  readonly revision: Revision;
  readonly exceptions: readonly LocatedThrow[];
};

/** The repository had no commit to read the trace against. */
export type Unlocated = { readonly unblamed: 'empty repository' };

export type LocateNeeds = {
  readonly repository: Repository;
  readonly packageDirectories: readonly string[];
  readonly branchPattern: string | null;
};

// Between its ends a longer trace is a recursion; the line at fault is near one of the two.
const INNERMOST = 150;
const OUTERMOST = 50;

/** Locates exceptions in one repository; rejects with `GitFailure` while git cannot be run. */
export function createLocator({ repository, packageDirectories, branchPattern }: LocateNeeds) {
  const indexes = new LRUCache<string, PathIndex>({ max: 16 });
  const libraries = new Set(packageDirectories);

  async function indexOf(commit: string): Promise<PathIndex> {
    const index = indexes.get(commit) ?? createPathIndex(await repository.listPaths(commit));
    indexes.set(commit, index);
    return index;
  }

  async function placeFrame(frame: Frame, index: PathIndex, commit: string): Promise<LocatedFrame> {
    if (frame.native || frame.file === undefined) return { ...frame, place: { where: 'runtime' } };
    const library = findLibraryPath(frame.file, libraries);
    if (library !== null) return { ...frame, place: { where: 'library', path: library } };
    const found = index.find(frame.file);
    if (found === null) return { ...frame, place: { where: 'nowhere' } };
    const lines = frame.line === undefined ? null : await repository.readLines(commit, found.path);
    return { ...frame, place: { where: 'ours', ...found, code: lines?.[(frame.line ?? 0) - 1] } };
  }

  async function placeFrames(exception: ThrownException, commit: string): Promise<LocatedThrow> {
    const index = await indexOf(commit);
    const { frames: all } = exception;
    const near = all.filter((_, i) => i < INNERMOST || i >= all.length - OUTERMOST);
    const frames = await Promise.all(near.map((frame) => placeFrame(frame, index, commit)));
    return { ...exception, frames };
  }

  return async function locate(parsed: ParsedException): Promise<LocatedException | Unlocated> {
    const revision = await resolveRevision(repository, parsed.reported, branchPattern);
    if (revision === null) return { unblamed: 'empty repository' };
    const exceptions = await Promise.all(
      parsed.exceptions.map((exception) => placeFrames(exception, revision.commit)),
    );
    return { ...parsed, repository: repository.name, revision, exceptions };
  };
}
