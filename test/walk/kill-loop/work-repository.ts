import { createGitRepository } from '../../helpers/git-repository.ts';

const PEOPLE = ['ann', 'bob', 'carol'] as const;

/** Who has written a line. */
export function authorOf(line: number): string {
  return `${PEOPLE[line % PEOPLE.length] ?? ''}@shop.test`;
}

/** A file of `lines` lines that can break, written by three people in turn; gives the newest revision. */
export function makeWorkRepository(dir: string, lines: number): string {
  const commits = PEOPLE.map((name, nth) => ({
    author: `${name} <${name}@shop.test>`,
    date: `2025-0${nth + 1}-01T10:00:00Z`,
    message: `Lines of ${name}`,
    files: { 'src/main.js': 'main();\n', 'src/work.js': writeFile(lines, nth) },
  }));
  return createGitRepository(dir, commits).at(-1) ?? '';
}

function writeFile(lines: number, nth: number): string {
  const all = Array.from({ length: lines }, (_, i) => i + 1);
  return all
    .map((line) => `const step${line} = () => ${line % PEOPLE.length <= nth ? `work(${line})` : 'null'};\n`)
    .join('');
}
