import type { ObjectSource } from './object-source.ts';

export type ResolvedCommit = {
  readonly commit: string;
  readonly name: string;
  readonly kind: 'commit' | 'tag' | 'branch';
};

// Names git itself accepts for refs, less everything with a meaning in revision expressions (`..`, `^`, `~`, `:`, `@{`).
const REVISION_NAME = /^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._/+@-]{0,199}$/;

/** Whether a repository could have something of this name at all. */
export function isRevisionName(text: string): boolean {
  return REVISION_NAME.test(text);
}

/** The commit that a hash of at least seven digits, a tag or a branch names; null when the repository has no such thing. */
export async function resolveName(objects: ObjectSource, name: string): Promise<ResolvedCommit | null> {
  if (!isRevisionName(name)) return null;
  if (/^[0-9a-f]{7,64}$/i.test(name)) {
    const commit = await toCommit(objects, name);
    if (commit?.startsWith(name.toLowerCase())) return { commit, name, kind: 'commit' };
  }
  const tag = await toCommit(objects, `refs/tags/${name}`);
  if (tag !== null) return { commit: tag, name, kind: 'tag' };
  for (const ref of name === 'HEAD' ? ['HEAD'] : [`refs/heads/${name}`, `refs/remotes/origin/${name}`]) {
    const commit = await toCommit(objects, ref);
    if (commit !== null) return { commit, name, kind: 'branch' };
  }
  return null;
}

async function toCommit(objects: ObjectSource, revision: string): Promise<string | null> {
  const info = await objects.info(`${revision}^{commit}`);
  return info?.type === 'commit' ? info.id : null;
}
