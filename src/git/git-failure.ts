import { hideCredentialsWithin } from '../hide-credentials.ts';
import { readReason } from '../read-reason.ts';

/** git could not be run or refused. The message is git's own, cut short and without credentials. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
}

/** What git, or Node about git, said first that is a reason: one line without credentials. */
export function describeFailure(error: unknown): string {
  const text = readReason(error);
  // Node says the same of a program and of a directory that is not there.
  if (/spawn .* ENOENT/.test(text))
    return 'git could not be spawned: it, or the directory of the repository, is gone';
  const line = /^(?:fatal|error): .*$/m.exec(text)?.[0] ?? text.split('\n', 1)[0] ?? '';
  return hideCredentialsWithin(line).slice(0, 500);
}
