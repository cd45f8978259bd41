import { LRUCache } from 'lru-cache';
import type { Repository } from '../git/repository.ts';
import type { ParsedException } from '../parse/parse-exception.ts';
import type { ThrownException } from '../parse/stack.ts';
import { createFramePlacer, type LocatedThrow } from './place-frames.ts';
import { createPathMappings } from './path-mappings.ts';
import { readTree, type RepositoryTree } from './repository-tree.ts';
import { resolveRevision, type Revision } from './resolve-revision.ts';
import type { SourceMapper } from './source-maps/source-mapper.ts';
import { tellAge } from './tell-age.ts';
import { toTracePath } from './trace-path.ts';

/** A parsed exception with every frame mapped to the repository, to a library, or to neither. */
export type LocatedException = Omit<ParsedException, 'exceptions'> & {
  readonly repository: string;
  readonly revision: Revision;
  readonly exceptions: readonly LocatedThrow[];
};

/** There was no repository, or no commit in it, to read the trace against. */
export type Unlocated = { readonly unblamed: 'empty repository' | 'no repository for this service' };

export type LocateNeeds = {
  readonly repository: Repository;
  readonly packageDirectories: readonly string[];
  readonly branchPattern: string | null;
  /** The folder of a repository of many whose files come first; null: none does. */
  readonly pathPrefix: string | null;
  /** Folders of the repository by what traces' paths begin with, where that cannot be found out. */
  readonly pathMappings: Readonly<Record<string, string>>;
  readonly sourceMapper: Pick<SourceMapper, 'mapFrames'>;
  /** In which times are told. */
  readonly timezone: string;
};

// Between its ends a longer trace is a recursion; the line at fault is near one of the two.
const INNERMOST = 150;
const OUTERMOST = 50;

/** Locates exceptions in one repository; rejects with `GitFailure` while git cannot be run. */
export function createLocator({
  repository,
  branchPattern,
  pathPrefix,
  sourceMapper,
  ...settings
}: LocateNeeds) {
  const trees = new LRUCache<string, Promise<RepositoryTree>>({ max: 16 });
  const packageDirectories = new Set(settings.packageDirectories);
  const placeFrames = createFramePlacer({
    packageDirectories,
    mapPath: createPathMappings(settings.pathMappings),
  });

  function treeOf(commit: string): Promise<RepositoryTree> {
    const known = trees.get(commit);
    if (known !== undefined) return known;
    const tree = readTree(repository, commit, packageDirectories);
    trees.set(commit, tree);
    tree.catch(() => trees.delete(commit));
    return tree;
  }

  async function mapThrow(
    thrown: ThrownException,
    { reported }: ParsedException,
    commit: string,
    tree: RepositoryTree,
  ) {
    const frames = await sourceMapper.mapFrames(keepEnds(thrown.frames), {
      ...reported,
      commit,
      findFile: (printed) => findSurely(printed, tree),
      readFile: (path, maxBytes) => repository.readFile(commit, path, maxBytes),
    });
    return { ...thrown, frames };
  }

  return async function locate(parsed: ParsedException): Promise<LocatedException | Unlocated> {
    const found = await resolveRevision(repository, parsed.reported, branchPattern);
    if (found === null) return { unblamed: 'empty repository' };
    const revision = tellAge(found, repository, settings.timezone);
    const tree = await treeOf(revision.commit);
    const mapped = await Promise.all(
      parsed.exceptions.map((thrown) => mapThrow(thrown, parsed, revision.commit, tree)),
    );
    const exceptions = await placeFrames(mapped, {
      tree: { ...tree, service: parsed.reported.service, isGuess: !revision.known },
      pathPrefix,
    });
    return { ...parsed, repository: repository.name, revision, exceptions };
  };
}

function keepEnds<T>(frames: readonly T[]): readonly T[] {
  return frames.filter((_, i) => i < INNERMOST || i >= frames.length - OUTERMOST);
}

/** The file of the repository that a printed path means without doubt. */
function findSurely(printed: string, { index }: RepositoryTree): string | null {
  const found = index.find(toTracePath(printed) ?? '');
  return found?.agreement === 'whole' && (found.leads || found.others.length === 0) ? found.path : null;
}
