import type { Frame } from '../parse/stack.ts';
import type { Agreement, Candidates } from './candidates.ts';
import { findMounted, type Settled } from './find-mounted.ts';
import { keepBelow, keepHaving, keepNamedAfter, keepNearest, keepQuoted } from './narrow.ts';
import type { RepositoryTree } from './repository-tree.ts';

/** The one file a frame is taken to mean. */
export type Choice = {
  readonly path: string;
  readonly agreement: Agreement;
  /** Nothing tells these from `path`. */
  readonly others?: readonly string[];
};

/** A frame with what may be its file. */
export type OpenFrame = {
  readonly frame: Frame;
  readonly candidates: Extract<Candidates, { where: 'ours' }>;
};

export type Evidence = {
  /** The frames of the same trace whose file is certain. */
  readonly settled: readonly Settled[];
  readonly service: string;
  /** The folder of the service in a repository of many. */
  readonly pathPrefix: string | null;
  readonly tree: RepositoryTree;
};

/**
 * Decides between files that a frame could mean: by the folder of the service, by the line the trace quotes, by where the trace's other frames lie, by a
 * folder with the service's name, by which has such a line and function. Null when nothing but a name speaks for them.
 */
export async function settleCandidates(open: OpenFrame, evidence: Evidence): Promise<Choice | null> {
  const { agreement, leads = false } = open.candidates;
  const paths = keepBelow(open.candidates.paths, evidence.pathPrefix);
  const [first = '', ...others] = paths;
  if (others.length === 0) return { path: first, agreement };
  const quoted = await keepQuoted(paths, open.frame, evidence.tree);
  if (quoted.length === 1) return { path: quoted[0] ?? '', agreement: 'part' };
  const mounted = findMounted(open.frame, paths, evidence.settled);
  if (mounted !== null) return { path: mounted, agreement: 'whole' };
  if (leads) return { path: first, agreement };
  return agreement === 'name' && quoted.length === 0
    ? null
    : narrow(quoted.length > 0 ? quoted : paths, open.frame, evidence);
}

async function narrow(paths: readonly string[], frame: Frame, evidence: Evidence): Promise<Choice> {
  const near = keepNearest(paths, evidence.settled);
  const named = keepNamedAfter(near, evidence.service);
  const having = named.length === 1 ? named : await keepHaving(named, frame, evidence.tree);
  const [path = '', ...others] = having;
  return others.length === 0 ? { path, agreement: 'part' } : { path, agreement: 'name', others };
}
