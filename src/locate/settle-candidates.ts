import type { Frame } from '../parse/stack.ts';
import type { Agreement, Candidates } from './candidates.ts';
import { findMounted, type Settled } from './find-mounted.ts';
import { keepBelow, keepHaving, keepNamedAfter, keepNearest, keepQuoted } from './narrow.ts';
import type { RepositoryTree, SearchedTree } from './repository-tree.ts';
import { findContradiction } from './speaks-against.ts';

/** The one file a frame is taken to mean. */
export type Choice = {
  readonly path: string;
  readonly agreement: Agreement;
  /** Nothing tells these from `path`. */
  readonly others?: readonly string[];
  /** What speaks against it: a clause. */
  readonly against?: string;
};

/** A frame with what may be its file. */
export type OpenFrame = {
  readonly frame: Frame;
  readonly candidates: Extract<Candidates, { where: 'ours' }>;
};

export type Evidence = {
  /** The frames of the same trace whose file is certain. */
  readonly settled: readonly Settled[];
  /** The folder of the service in a repository of many. */
  readonly pathPrefix: string | null;
  readonly tree: SearchedTree;
};

/** Decides between the files a frame could mean; null when nothing but a name speaks for them, or even that does not. */
export async function settleCandidates(open: OpenFrame, evidence: Evidence): Promise<Choice | null> {
  const choice = await choose(open, evidence);
  const { byPath = false, against = null } = open.candidates;
  if (choice === null || !byPath) return choice;
  const text = await evidence.tree.readText(choice.path);
  const contradiction = against ?? (text === null ? null : findContradiction(open.frame, choice.path, text));
  if (contradiction === null) return choice;
  return choice.agreement === 'name' ? null : { ...choice, against: contradiction };
}

/**
 * In this order: the folder of the service, where the trace's other frames lie, a folder with the service's name, the
 * module of the other frames; these cost nothing. Then, of a few files, their contents: the line the trace quotes, and
 * which of them has such a line and function.
 */
async function choose({ frame, candidates }: OpenFrame, evidence: Evidence): Promise<Choice | null> {
  const { agreement } = candidates;
  const paths = keepBelow(candidates.paths, evidence.pathPrefix);
  const [first = ''] = paths;
  const leads = candidates.leads === true && first === candidates.paths[0];
  if (paths.length === 1) return { path: first, agreement };
  const mounted = findMounted(frame, paths, evidence.settled);
  if (mounted !== null) return { path: mounted, agreement: 'whole' };
  const named = keepNamedAfter(paths, evidence.tree.service);
  if (leads) return named.includes(first) ? { path: first, agreement } : doubt([...named, first]);
  const near = keepNearest(named, evidence.settled, evidence.tree);
  if (near.length === 1 && agreement !== 'name') return { path: near[0] ?? '', agreement: 'part' };
  return readFew(near, agreement, frame, evidence.tree);
}

async function readFew(
  paths: readonly string[],
  agreement: Agreement,
  frame: Frame,
  tree: RepositoryTree,
): Promise<Choice | null> {
  const few = paths.slice(0, MOST_READ);
  const quoted = await keepQuoted(few, frame, tree);
  if (agreement === 'name' && quoted.length === 0) return null;
  const having =
    quoted.length === 1 ? quoted : await keepHaving(quoted.length > 0 ? quoted : few, frame, tree);
  const [path = ''] = having;
  const isOnly = having.length === 1 && few.length === paths.length;
  return isOnly ? { path, agreement: 'part' } : doubt(having);
}

const MOST_READ = 20;
const MOST_TOLD = 20;

/** The first, with the others that could be meant as well. */
function doubt([path = '', ...others]: readonly string[]): Choice {
  return { path, agreement: 'name', others: others.slice(0, MOST_TOLD) };
}
