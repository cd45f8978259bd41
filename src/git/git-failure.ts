import { hideCredentialsWithin } from '../hide-credentials.ts';
import { readReason } from '../read-reason.ts';

const MAX_CHARACTERS = 500;

/** git could not be run or refused. The message is git's own, cut short and without credentials. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
}

/** git was ended because it took too long or wrote too much: the same question will hardly fare better. */
export class LimitFailure extends GitFailure {}

/** What git, or Node about git, said first that is a reason: one line without credentials. */
export function describeFailure(error: unknown): string {
  const text = readReason(error);
  // Node says the same of a program and of a directory that is not there.
  if (/spawn .* ENOENT/.test(text))
    return 'git could not be spawned: it, or the directory of the repository, is gone';
  return shorten(hideCredentialsWithin(findReason(text.split(/\r?\n/))));
}

/** What git means stands before and after names, which may be long. */
function shorten(reason: string): string {
  if (reason.length <= MAX_CHARACTERS) return reason;
  return `${reason.slice(0, MAX_CHARACTERS / 2)} … ${reason.slice(-MAX_CHARACTERS / 2)}`;
}

function findReason(lines: readonly string[]): string {
  const at = lines.findIndex((line) => /^(?:fatal|error): /.test(line));
  const line = lines[Math.max(0, at)] ?? '';
  if (!line.startsWith('fatal: Could not read from remote repository')) return line;
  // Why, ssh or the server has said before.
  const reason = lines.slice(0, at).findLast((before) => before.trim() !== '') ?? line;
  return reason.trim().replace(/\.$/, '');
}
