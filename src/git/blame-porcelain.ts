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
};

// The last second that calendars with four digits for the year can show.
const MAX_TIME_MS = 253_402_300_799_000;

/** Reads the porcelain output for a single line; null when it isn't one. Format: git-blame(1), "The porcelain format". */
export function readBlamePorcelain(output: string): LineBlame | null {
  const [head = '', ...rest] = output.split('\n');
  const [commit = '', originalLine] = head.split(' ');
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return null;
  const headers = readHeaders(rest);
  return {
    commit,
    authorName: headers.get('author') ?? '',
    authorEmail: stripAngles(headers.get('author-mail') ?? ''),
    authoredAtMs: toMilliseconds(headers.get('author-time') ?? ''),
    summary: headers.get('summary') ?? '',
    path: headers.get('filename') ?? '',
    line: Number(originalLine),
    text: (rest.find((line) => line.startsWith('\t')) ?? '').slice(1),
  };
}

function readHeaders(lines: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    if (line.startsWith('\t')) break;
    const space = line.indexOf(' ');
    if (space > 0) headers.set(line.slice(0, space), line.slice(space + 1));
  }
  return headers;
}

function toMilliseconds(seconds: string): number {
  const ms = Math.trunc(Number(seconds) * 1000);
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), MAX_TIME_MS);
}

function stripAngles(mail: string): string {
  return mail.startsWith('<') && mail.endsWith('>') ? mail.slice(1, -1) : mail;
}
