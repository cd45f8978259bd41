/** Finds the repository files that a path from a stack trace may mean. */
export type PathIndex = {
  /** The file with the longest common suffix, in whole segments; null when there is none. */
  find(tracePath: string): FoundPath | null;
  /** The files whose path is `path` or ends in it, at most 2,000, the least deep first. */
  listEnding(path: string): readonly string[];
  has(path: string): boolean;
};

/**
 * A file, and what speaks for it: `whole`, its path ends the trace's; `part`, a folder and the name agree, the trace says
 * no more, or the path is a name at the top; `name`, the trace's longer path has no more in common than the file's name.
 */
export type FoundPath = {
  readonly path: string;
  readonly agreement: 'whole' | 'part' | 'name';
  /** Others with as long a suffix in common, at most 1,999. */
  readonly others: readonly string[];
  /** The path lies whole at the end of the trace's, and those of the others do not. */
  readonly leads: boolean;
};

/** The paths that end alike, branching where they differ, last segment first. */
type Branch = { readonly next: Map<string, Branch>; count: number; whole: string | null; any: string };

const MOST = 2_000;

/**
 * Indexes the paths of one tree, so that finding takes a step per segment, however many files bear the same name. A
 * path that lies whole at the end of the trace's path wins over one of equally many common segments that doesn't.
 */
export function createPathIndex(paths: readonly string[]): PathIndex {
  const byName = Map.groupBy(paths, (path) => path.slice(path.lastIndexOf('/') + 1));
  const branches = new Map<string, Branch>();

  // Most names are never asked for, and a tree of all paths would take much memory.
  function branchOf(name: string): Branch | null {
    const found = branches.get(name) ?? growBranch(byName.get(name) ?? []);
    if (found !== null) branches.set(name, found);
    return found;
  }

  function descend([name = '', ...above]: readonly string[]) {
    let branch = branchOf(name);
    let common = 0;
    for (const segment of above) {
      const further = branch?.next.get(segment);
      if (further === undefined) break;
      branch = further;
      common += 1;
    }
    return { branch, common, above: above.length };
  }

  return {
    find(tracePath) {
      const { branch, common, above } = descend(toSegments(tracePath).toReversed());
      if (branch === null) return null;
      const [path, ...others] = branch.count === 1 ? [branch.any] : listBranch(branch);
      if (path === undefined) return null;
      return { path, others, agreement: rate(branch, common, above), leads: branch.whole !== null };
    },
    listEnding(path) {
      const { branch, common, above } = descend(path.split('/').toReversed());
      return branch === null || common < above ? [] : listBranch(branch);
    },
    has: (path) => {
      const { branch, common, above } = descend(path.split('/').toReversed());
      return common === above && branch?.whole === path;
    },
  };
}

// At the top of a repository the whole path is a mere name; below one folder that is where containers put it.
function rate({ whole }: Branch, common: number, above: number): FoundPath['agreement'] {
  if (whole !== null) return common === 0 && above > 1 ? 'part' : 'whole';
  return common > 0 || above === 0 ? 'part' : 'name';
}

/** The whole one first, then the least deep. Only so many are looked at, for there may be 100,000. */
function listBranch(branch: Branch): readonly string[] {
  const found: string[] = [];
  const waiting = [branch];
  for (let i = 0; i < waiting.length && found.length < MOST; i++) {
    const { whole, next } = waiting[i] ?? branch;
    if (whole !== null) found.push(whole);
    for (const further of next.values()) if (waiting.length - i <= MOST) waiting.push(further);
  }
  return found;
}

function growBranch(paths: readonly string[]): Branch | null {
  if (paths.length === 0) return null;
  const root = createBranch('');
  for (const path of paths) {
    let branch = visit(root, path);
    for (const segment of path.split('/').slice(0, -1).toReversed()) {
      const further = branch.next.get(segment) ?? createBranch(path);
      branch.next.set(segment, further);
      branch = visit(further, path);
    }
    branch.whole = path;
  }
  return root;
}

function createBranch(any: string): Branch {
  return { next: new Map(), count: 0, whole: null, any };
}

function visit(branch: Branch, path: string): Branch {
  branch.count += 1;
  branch.any = path;
  return branch;
}

function toSegments(tracePath: string): readonly string[] {
  return tracePath.split(/[/\\]+/).filter((segment) => segment !== '' && segment !== '.');
}
