import { toMilliseconds } from './commit-time.ts';

/** What `git blame --porcelain` says of one line. */
export type LineBlame = {
  readonly commit: string;
  readonly authorName: string;
  readonly authorEmail: string;
  /** A whole number up to the end of the year 9999, whatever the commit claims. */
  readonly authoredAtMs: number;
  /** First line of the commit's message. */
  readonly summary: string;
  /** The file's path and the line's number in that commit. */
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly committer?: { readonly name: string; readonly email: string; readonly atMs: number };
  /** Where the line's file was before that commit; missing when the commit added the file. */
  readonly previous?: { readonly commit: string; readonly path: string };
  /** The history ends here because the clone is shallow: the line may be older, and its author somebody else. */
  readonly boundary?: true;
  /** The commit has no parent, so the line cannot have come from elsewhere. */
  readonly root?: true;
  /** Where the line was moved from was asked for, and could not be found out: the author may only have moved it. */
  readonly movesUnknown?: true;
};

const HEAD = /^([0-9a-f]{40,64}) (\d+) (\d+)(?: \d+)?$/;

/**
 * Reads what `--porcelain` or `--line-porcelain` says of lines, by their numbers in the blamed version. `boundary` stands
 * at the first commit of a history too. Format: git-blame(1), "The porcelain format".
 */
export function readBlamePorcelain(output: string): ReadonlyMap<number, LineBlame> {
  const lines = new Map<number, LineBlame>();
  const commits = new Map<string, Told>();
  let head: RegExpExecArray | null = null;
  let headers = new Map<string, string>();
  for (const row of output.split('\n')) {
    if (head === null) {
      head = HEAD.exec(row);
      headers = new Map();
    } else if (row.startsWith('\t')) {
      const [, commit = '', line, number] = head;
      const told = addHeaders(commit, commits.get(commit), headers);
      commits.set(commit, told);
      lines.set(Number(number), { ...told.blame, line: Number(line), text: row.slice(1) });
      head = null;
    } else {
      const space = row.indexOf(' ');
      headers.set(space === -1 ? row : row.slice(0, space), space === -1 ? '' : row.slice(space + 1));
    }
  }
  return lines;
}

type Headers = ReadonlyMap<string, string>;

/** What was said of a commit, and of the file in it that the last line is of. */
type Told = { readonly headers: Headers; readonly blame: Omit<LineBlame, 'line' | 'text'> };

/** A commit is told once, and then, of the lines of another of its files, only which file. */
function addHeaders(commit: string, told: Told | undefined, headers: Headers): Told {
  if (told !== undefined && headers.size === 0) return told;
  const all = new Map(told?.headers);
  if (headers.has('filename')) all.delete('previous');
  for (const [name, value] of headers) all.set(name, value);
  return { headers: all, blame: toBlame(commit, all) };
}

function toBlame(commit: string, headers: Headers): Told['blame'] {
  const read = (name: string) => headers.get(name) ?? '';
  return {
    commit,
    authorName: read('author'),
    authorEmail: stripAngles(read('author-mail')),
    authoredAtMs: toMilliseconds(read('author-time')),
    summary: read('summary'),
    path: unquote(read('filename')),
    committer: {
      name: read('committer'),
      email: stripAngles(read('committer-mail')),
      atMs: toMilliseconds(read('committer-time')),
    },
    ...toPrevious(read('previous')),
    ...(headers.has('boundary') && { boundary: true }),
  };
}

function toPrevious(header: string): Pick<LineBlame, 'previous'> {
  const space = header.indexOf(' ');
  if (space === -1) return {};
  return { previous: { commit: header.slice(0, space), path: unquote(header.slice(space + 1)) } };
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
};

/** git puts paths with unusual bytes in quotes, as C does. Format: git-config(1), core.quotePath. */
function unquote(path: string): string {
  if (!path.startsWith('"') || !path.endsWith('"') || path.length < 2) return path;
  const bytes = path
    .slice(1, -1)
    .split(/(\\[0-7]{3}|\\.)/)
    .map((part) => {
      if (!part.startsWith('\\')) return Buffer.from(part);
      if (part.length === 4) return Buffer.from([Number.parseInt(part.slice(1), 8) & 0xff]);
      return Buffer.from(ESCAPES[part.slice(1)] ?? part.slice(1));
    });
  return Buffer.concat(bytes).toString();
}

function stripAngles(mail: string): string {
  return mail.startsWith('<') && mail.endsWith('>') ? mail.slice(1, -1) : mail;
}
