import type { Config } from './config/options.ts';
import type { RepositoryEntry } from './config/repository-entry.ts';
import { matchesGlob } from './matches-glob.ts';

/** A repository the options name, with what counts for those it serves. */
export type ServedRepository = Pick<
  RepositoryEntry,
  'name' | 'repo_dir' | 'repo_url' | 'repo_branch_pattern' | 'path_prefix'
>;

type Options = Pick<Config, 'repositories' | 'repo_dir' | 'repo_url' | 'repo_branch_pattern'>;

/** Every repository the options name; last the one of `repo_dir` or `repo_url`, which serves all others. */
export function listRepositories(options: Options): readonly ServedRepository[] {
  const { repositories, repo_dir, repo_url, repo_branch_pattern } = options;
  const entries = (repositories ?? []).map((entry) => {
    return { ...entry, repo_branch_pattern: entry.repo_branch_pattern ?? repo_branch_pattern };
  });
  if (repo_dir === null && repo_url === null) return entries;
  return [...entries, { name: null, repo_dir, repo_url, repo_branch_pattern, path_prefix: null }];
}

/**
 * The index in `listRepositories` of the one a service runs; null when none serves it. The address a service tells counts
 * before its name, and its name between repositories with that address.
 */
export function chooseRepository(
  options: Options,
  { service, repositoryUrl }: { readonly service: string; readonly repositoryUrl?: string },
): number | null {
  const entries = options.repositories ?? [];
  const told = repositoryUrl === undefined ? null : toComparable(repositoryUrl);
  const isTold = entries.map((entry) => addressesOf(entry).some((address) => address === told));
  const serves = entries.map(({ services }) => services.some((glob) => matchesGlob(glob, service)));
  const byBoth = entries.findIndex((_, i) => isTold[i] && serves[i]);
  const found = [byBoth, isTold.indexOf(true), serves.indexOf(true)].find((index) => index >= 0);
  if (found !== undefined) return found;
  const isForAll = options.repo_dir !== null || isMirrorOf(options.repo_url, told);
  return isForAll ? entries.length : null;
}

/** A mirror may be anywhere, but is called like what it mirrors. */
function isMirrorOf(url: string | null, told: string | null): boolean {
  if (url === null || told === null || told === '') return url !== null;
  return toName(toComparable(url)) === toName(told);
}

function toName(address: string): string {
  return address.slice(address.lastIndexOf('/') + 1);
}

function addressesOf({ vcs_repository_url_full: full, repo_url }: RepositoryEntry): readonly string[] {
  return [full, repo_url].flatMap((url) => (url === null ? [] : [toComparable(url)]));
}

/** `https://bot:secret@GitHub.com/acme/shop.git/` and `git@github.com:acme/shop` are one repository. */
function toComparable(url: string): string {
  return url
    .slice(0, 2_000)
    .toLowerCase()
    .replace(/^[a-z+]{2,10}:\/\//, '')
    .replace(/^[^/@]*@/, '')
    .replace(/^([^/:]*):(?:\d+\/)?(?!\d)/, '$1/')
    .replace(/\/{1,9}$/, '')
    .replace(/\.git$/, '')
    .replaceAll(/\/{2,9}/g, '/');
}
