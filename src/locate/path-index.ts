/** Finds the repository file that a path from a stack trace means. */
export type PathIndex = {
  /** The one path with the longest common suffix, in whole segments; null when there is none or it is not unique. */
  find(tracePath: string): FoundPath | null;
};

/**
 * A file, and what speaks for it: `whole`, its path ends the trace's; `part`, a folder and the name agree, the trace says
 * no more, or the path is a name at the top; `name`, the trace's longer path has no more in common than the file's name.
 */
export type FoundPath = { readonly path: string; readonly agreement: 'whole' | 'part' | 'name' };

/** The paths that end alike, branching where they differ, last segment first. */
type Branch = { readonly next: Map<string, Branch>; count: number; whole: string | null; any: string };

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

  return {
    find(tracePath) {
      const [name = '', ...above] = toSegments(tracePath).toReversed();
      let branch = branchOf(name);
      let common = 0;
      for (const segment of above) {
        const further = branch?.next.get(segment);
        if (branch === null || further === undefined) break;
        branch = further;
        common += 1;
      }
      if (branch === null) return null;
      if (branch.whole !== null) return { path: branch.whole, agreement: rateWhole(common, above.length) };
      if (branch.count > 1) return null;
      return { path: branch.any, agreement: common > 0 || above.length === 0 ? 'part' : 'name' };
    },
  };
}

// At the top of a repository the whole path is a mere name; below one folder that is where containers put it.
function rateWhole(common: number, above: number): FoundPath['agreement'] {
  return common === 0 && above > 1 ? 'part' : 'whole';
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
