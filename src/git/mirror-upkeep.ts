import { createHash } from 'node:crypto';
import type { Log } from '../telemetry/log.ts';
import type { RunGit } from './run-git.ts';
import type { RunRemote } from './run-remote.ts';

export type UpkeepNeeds = { readonly remote: RunRemote; readonly log: Log };

/** Tells which paths a commit changed, so that a blame skips most of the history. */
export const WRITE_COMMIT_GRAPH = ['commit-graph', 'write', '--reachable', '--changed-paths', '--split'];

// What no branch has any more may still be running somewhere.
const KEEP_ALL = ['-c', 'gc.pruneExpire=never'];
const STAY_IN_FRONT = ['-c', 'gc.autoDetach=false', '-c', 'maintenance.autoDetach=false'];

/** Changes whenever a ref does. */
export async function digestRefs(read: RunGit): Promise<string> {
  const refs = await read(['for-each-ref', '--format=%(objectname) %(refname)']);
  return createHash('sha256').update(refs).digest('hex');
}

/** Makes HEAD the origin's default branch, which may be another one by now; a fetch does not tell. Never rejects. */
export async function followHead({ remote, log }: UpkeepNeeds): Promise<void> {
  try {
    const output = await remote(['ls-remote', '--symref', '--quiet', 'origin', 'HEAD']);
    const [, branch] = /^ref: (refs\/heads\/\S+)\tHEAD$/m.exec(output) ?? [];
    if (branch !== undefined) await remote(['symbolic-ref', 'HEAD', branch]);
  } catch (error) {
    log.warn({ reason: String(error) }, 'the default branch of the repository could not be asked for');
  }
}

/** Writes the commit-graph and packs what came; tells whether that went well. Only speed depends on it. Never rejects. */
export async function tidy({ remote, log }: UpkeepNeeds): Promise<boolean> {
  try {
    await remote(WRITE_COMMIT_GRAPH, { mayBeQuiet: true });
    await remote([...STAY_IN_FRONT, ...KEEP_ALL, 'gc', '--auto', '--quiet'], { mayBeQuiet: true });
    return true;
  } catch (error) {
    log.warn({ reason: String(error) }, 'the mirror could not be tidied: blaming takes longer');
    return false;
  }
}
