import type { FormatName } from './formats.ts';

/** One repository of several, and whose exceptions it is read for. */
export type RepositoryEntry = {
  /** What it is called on pages and in error identities; null: the last part of its address. */
  readonly name: string | null;
  readonly services: readonly string[];
  readonly vcs_repository_url_full: string | null;
  readonly repo_dir: string | null;
  readonly repo_url: string | null;
  readonly repo_branch_pattern: string | null;
  readonly path_prefix: string | null;
};

/** One field of an entry. Null in a file means the default. */
export type EntryField = {
  readonly type: 'string' | 'list';
  readonly format: FormatName;
  readonly default: null | readonly string[];
  readonly secret?: 'userinfo';
  readonly about: string;
};

export const REPOSITORY_FIELDS: Readonly<Record<keyof RepositoryEntry, EntryField>> = {
  services: {
    type: 'list',
    format: 'one-line',
    default: [],
    about: 'Globs of service.name: whose exceptions are read against this repository.',
  },
  vcs_repository_url_full: {
    type: 'string',
    format: 'repository-url',
    default: null,
    secret: 'userinfo',
    about:
      'The vcs.repository.url.full that services send, where it is not repo_url; it counts before services.',
  },
  repo_dir: {
    type: 'string',
    format: 'directory',
    default: null,
    about: 'As the option repo_dir.',
  },
  repo_url: {
    type: 'string',
    format: 'repository-url',
    default: null,
    secret: 'userinfo',
    about: 'As the option repo_url.',
  },
  repo_branch_pattern: {
    type: 'string',
    format: 'one-line',
    default: null,
    about: 'As the option repo_branch_pattern, which counts where this is missing.',
  },
  path_prefix: {
    type: 'string',
    format: 'repository-path',
    default: null,
    about:
      'Folder of these services in a repository of many: its files come first where several could be meant.',
  },
  name: {
    type: 'string',
    format: 'one-line',
    default: null,
    about: 'What it is called on pages; without it, the last part of its address.',
  },
};
