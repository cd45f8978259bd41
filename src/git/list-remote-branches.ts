import { readRemoteAddress } from './remote-address.ts';
import { createReader, createRemote, type RepositorySettings } from './repository-runners.ts';
import { requireGit } from './require-git.ts';

const PREFIX = 'refs/heads/';

/**
 * Asks the remote of `repo_url` for its branches, by their short names; nothing is cloned. Rejects with `StartFailure` when
 * there is no git, and with `GitFailure`.
 */
export async function listRemoteBranches(
  settings: RepositorySettings & { readonly url: string },
  { dir, timeoutMs }: { readonly dir: string; readonly timeoutMs: number },
): Promise<readonly string[]> {
  const { url, env } = readRemoteAddress(settings.url);
  await requireGit(createReader(settings, { dir }), settings.binary);
  const run = createRemote(settings, { dir }, env, timeoutMs);
  const output = await run(['ls-remote', '--heads', '--', url]);
  const refs = output.split('\n').map((line) => line.slice(line.indexOf('\t') + 1));
  return refs.flatMap((ref) => (ref.startsWith(PREFIX) ? [ref.slice(PREFIX.length)] : []));
}
