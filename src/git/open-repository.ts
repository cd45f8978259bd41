import { resolve } from 'node:path';
import { StartFailure } from '../start-failure.ts';
import type { RepositoryState } from './mirror-condition.ts';
import { openCheckout } from './open-checkout.ts';
import { openMirror } from './open-mirror.ts';
import { readRemoteAddress } from './remote-address.ts';
import type { RepositorySettings } from './repository-runners.ts';
import type { Repository } from './repository.ts';

export type { RepositorySettings } from './repository-runners.ts';

export type OpenedRepository = {
  readonly repository: Repository;
  /** Brings a mirror up to date; does nothing for a checkout. Rejects with `GitFailure`. */
  readonly fetch: () => Promise<void>;
  readonly state: () => RepositoryState;
};

/**
 * Opens the checkout, or the mirror as it is, cloning it when it is not there yet. Rejects with `StartFailure`, unless the
 * clone alone fails and `patient` is set.
 */
export async function openRepository(settings: RepositorySettings): Promise<OpenedRepository> {
  if (settings.dir !== null) {
    const repository = await openCheckout(settings, resolve(settings.dir));
    return { repository, fetch: async () => undefined, state: () => CHECKOUT };
  }
  if (settings.url === null) throw new StartFailure('No repository: set `repo_dir` or `repo_url`.');
  return openMirror(settings, readRemoteAddress(settings.url));
}

const CHECKOUT: RepositoryState = {
  kind: 'checkout',
  isMissing: false,
  fetchedAtMs: null,
  failure: null,
  cloning: null,
  damage: null,
};
