import { join, resolve } from 'node:path';

import { readRemoteUrl } from './read-remote-url.ts';
import { listUpward, readFileSafely } from './read-upward.ts';

/** What a checkout says of itself. */
export interface Checkout {
  /** The full hash of the commit that is checked out. */
  readonly revision?: string;
  /** As git's configuration has it: it may hold credentials. */
  readonly remoteUrl?: string;
}

/**
 * Reads the checkout that holds the folder, without git: a clone, a worktree or a submodule, on a branch or detached, with loose
 * or packed refs. Nothing is said of a repository that keeps its refs in a reftable.
 */
export function readCheckout(folder: string): Checkout {
  for (const around of listUpward(folder)) {
    const gitFolder = findGitFolder(around);
    const head =
      gitFolder === undefined ? undefined : readFileSafely(join(gitFolder, 'HEAD'), MAX_HEAD_BYTES);
    if (gitFolder === undefined || head === undefined) continue;
    const common = findCommonFolder(gitFolder);
    const revision = resolveHead(head, [gitFolder, common], MAX_SYMBOLIC_REFS);
    const remoteUrl = readRemoteUrl(readFileSafely(join(common, 'config'), MAX_CONFIG_BYTES) ?? '');
    return {
      ...(revision === undefined ? {} : { revision }),
      ...(remoteUrl === undefined ? {} : { remoteUrl }),
    };
  }
  return {};
}

const MAX_HEAD_BYTES = 4096;
const MAX_CONFIG_BYTES = 1_048_576;
const MAX_PACKED_BYTES = 67_108_864;
const MAX_SYMBOLIC_REFS = 5;

/** `.git` is a folder; in a worktree or a submodule a file that names one. */
function findGitFolder(folder: string): string | undefined {
  const path = join(folder, '.git');
  if (readFileSafely(join(path, 'HEAD'), 1) !== undefined) return path;
  const [, named] = /^gitdir: ([^\n]+)/.exec(readFileSafely(path, MAX_HEAD_BYTES) ?? '') ?? [];
  return named === undefined ? undefined : resolve(folder, named.trimEnd());
}

/** A worktree has its own HEAD, and shares the branches and the configuration. */
function findCommonFolder(gitFolder: string): string {
  const named = readFileSafely(join(gitFolder, 'commondir'), MAX_HEAD_BYTES)?.trim();
  return named === undefined || named === '' ? gitFolder : resolve(gitFolder, named);
}

function resolveHead(text: string, folders: readonly string[], depth: number): string | undefined {
  const [hash] = /^(?:[0-9a-f]{64}|[0-9a-f]{40})(?=\s|$)/.exec(text) ?? [];
  if (hash !== undefined || depth === 0) return hash;
  const [, ref] = /^ref: (refs\/[^\s]+)\s*$/.exec(text) ?? [];
  if (ref === undefined || ref.includes('..')) return undefined;
  for (const folder of folders) {
    const loose = readFileSafely(join(folder, ref), MAX_HEAD_BYTES);
    if (loose !== undefined) return resolveHead(loose, folders, depth - 1);
  }
  return findPacked(readFileSafely(join(folders.at(-1) ?? '', 'packed-refs'), MAX_PACKED_BYTES) ?? '', ref);
}

/** Lines of `<hash> <ref>`, as git-pack-refs(1) writes them. */
function findPacked(packed: string, ref: string): string | undefined {
  const end = `${packed}\n`.indexOf(` ${ref}\n`);
  if (end === -1) return undefined;
  const hash = packed.slice(packed.lastIndexOf('\n', end) + 1, end);
  return /^(?:[0-9a-f]{64}|[0-9a-f]{40})$/.test(hash) ? hash : undefined;
}
