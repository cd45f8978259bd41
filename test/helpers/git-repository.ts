import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One commit to make: what the files read afterwards; null removes a file. */
export type Commit = {
  /** `Name <address>`; the name and address may be anything git stores. */
  readonly author: string;
  /** ISO 8601. */
  readonly date: string;
  readonly message: string;
  readonly files: Readonly<Record<string, string | null>>;
  readonly tag?: string;
};

/** Makes a real repository with these commits on branch `main`; gives their full hashes in order. */
export function createGitRepository(dir: string, commits: readonly Commit[]): readonly string[] {
  mkdirSync(dir, { recursive: true });
  git(dir, ['init', '--quiet', '--initial-branch=main']);
  return commits.map((commit) => addCommit(dir, commit));
}

/** Adds one commit to a repository made by `createGitRepository`; gives its full hash. */
export function addCommit(dir: string, { author, date, message, files, tag }: Commit): string {
  for (const [path, text] of Object.entries(files)) writeOrRemove(join(dir, path), text);
  git(dir, ['add', '--all']);
  const [, name = '', email = ''] = /^(.*) <(.*)>$/s.exec(author) ?? [];
  const who = {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  };
  git(dir, ['commit', '--quiet', '--allow-empty', '-m', message], who);
  if (tag !== undefined) git(dir, ['tag', tag]);
  return git(dir, ['rev-parse', 'HEAD']).trim();
}

/** Runs git in `dir`, untouched by the configuration of the machine. */
export function git(
  dir: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): string {
  const committer = { GIT_COMMITTER_NAME: 'Committer', GIT_COMMITTER_EMAIL: 'committer@example.test' };
  const clean = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', args, { cwd: dir, encoding: 'utf8', env: { ...clean, ...committer, ...env } });
}

function writeOrRemove(path: string, text: string | null): void {
  if (text === null) return rmSync(path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
