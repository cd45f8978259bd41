import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createGitRepository } from '../helpers/git-repository.ts';

export type ProgramSource = {
  /** Folder beside this file, and of the same name in the repository. */
  readonly folder: string;
  readonly file: string;
  /** A line of `file` as Bob left it, and as Ann had written it. */
  readonly bobs: string;
  readonly before: string;
};

/** Commits a program as the work of Ann, and one line of it as Bob's; gives the last commit. */
export function makeShopRepository(dir: string, { folder, file, bobs, before }: ProgramSource): string {
  const files = readProgram(folder);
  const path = `${folder}/${file}`;
  const finished = files[path] ?? '';
  const anns = finished.replace(bobs, before);
  const [, revision = ''] = createGitRepository(dir, [
    {
      author: 'Ann <ann@shop.test>',
      date: '2025-01-01T10:00:00Z',
      message: 'Begin',
      files: { ...files, [path]: anns },
    },
    {
      author: 'Bob <bob@shop.test>',
      date: '2025-02-01T10:00:00Z',
      message: 'Look into the cart',
      files: { [path]: finished },
    },
  ]);
  return revision;
}

function readProgram(folder: string): Record<string, string> {
  const source = join(import.meta.dirname, folder);
  const entries = readdirSync(source, { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = entries.map(({ parentPath, name }) => relative(source, join(parentPath, name)));
  return Object.fromEntries(
    paths.map((path) => [`${folder}/${path}`, readFileSync(join(source, path), 'utf8')]),
  );
}
