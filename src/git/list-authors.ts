import { toMailmapConfiguration } from './mailmap.ts';
import type { Person } from './read-co-authors.ts';
import type { RunGit } from './run-git.ts';

// Reading as many commits takes git a second or two.
const MAX_COMMITS = 100_000;
const MAX_FILE_COMMITS = 200;

/**
 * The authors of the newest commits of all branches and tags, each name and address once, as they are called in the
 * `.mailmap` of `HEAD` if `mailmap` is set; rejects with `GitFailure`.
 */
export async function listAuthors(needs: {
  readonly run: RunGit;
  readonly mailmap: boolean;
}): Promise<readonly Person[]> {
  const { run, mailmap } = needs;
  const which = ['--summary', '--email', `--max-count=${MAX_COMMITS}`, '--all', '--'];
  const output = await run([...toMailmapConfiguration(mailmap ? 'HEAD' : null), 'shortlog', ...which]);
  return output.split('\n').flatMap(toPerson);
}

/**
 * Who changed a file up to a commit, a full hash, newest first, each once, as commits name them; rejects with
 * `GitFailure`.
 */
export async function listFileAuthors(run: RunGit, commit: string, path: string): Promise<readonly Person[]> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return [];
  const how = ['--format=%an <%ae>', '--no-show-signature', `--max-count=${MAX_FILE_COMMITS}`];
  const mail = toMailmapConfiguration(null);
  const output = await run([...mail, '--literal-pathspecs', 'log', ...how, commit, '--', path]);
  return [...new Set(output.split('\n'))].flatMap(toPerson);
}

// After the count and a tab: `Ann Lee <ann@shop.example>`; both may be empty, and hold anything but angle brackets.
function toPerson(line: string): readonly Person[] {
  const open = line.lastIndexOf('<');
  const close = line.lastIndexOf('>');
  if (open === -1 || close < open) return [];
  return [
    {
      name: line
        .slice(0, open)
        .replace(/^\s*\d+\t/, '')
        .trim(),
      email: line.slice(open + 1, close),
    },
  ];
}
