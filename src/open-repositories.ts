import { chooseRepository, listRepositories, type ServedRepository } from './choose-repository.ts';
import type { Config } from './config/options.ts';
import { openRepository, type OpenedRepository } from './git/open-repository.ts';
import type { Repository } from './git/repository.ts';
import { toRepositorySettings, type GitWorld } from './room-settings.ts';
import { StartFailure } from './start-failure.ts';
import { readReason } from './read-reason.ts';

/** An open repository, with what the options say of those it serves. */
export type Served = Pick<ServedRepository, 'repo_branch_pattern' | 'path_prefix'> & {
  readonly repository: Repository;
};

export type Repositories = {
  readonly all: readonly Served[];
  /** The repository a service runs; null when none serves it. */
  readonly choose: (reported: { readonly service: string; readonly repositoryUrl?: string }) => Served | null;
  /** The repository that verdicts call so; null when it is no longer among the options. */
  readonly named: (name: string) => Repository | null;
  /** Brings every mirror up to date; rejects with an `AggregateError` of those that failed. */
  readonly fetch: () => Promise<void>;
  /** When a mirror was last brought up to date; 0 when there is none. */
  readonly fetchedAtMs: () => number;
  readonly states: () => ReadonlyMap<string, ReturnType<OpenedRepository['state']>>;
};

/** Opens all repositories of the options, each once, however many services it has. Rejects with `StartFailure`. */
export async function openRepositories(
  config: Config,
  world: GitWorld & { readonly stop: AbortSignal },
): Promise<Repositories> {
  const entries = listRepositories(config);
  const places = [...Map.groupBy(entries, toPlace).values()];
  const opened = await Promise.all(places.map((served) => openOnce(served, config, world)));
  const byEntry = new Map(places.flatMap((served, i) => served.map((entry) => [entry, opened[i]])));
  const byName = new Map(opened.map((one) => [one.repository.name, one]));
  requireNames(opened);
  const all = entries.flatMap((entry) => {
    const { repository } = byEntry.get(entry) ?? {};
    return repository === undefined ? [] : [{ ...entry, repository }];
  });
  return {
    all,
    choose: (reported) => all[chooseRepository(config, reported) ?? -1] ?? null,
    named: (name) => byName.get(name)?.repository ?? null,
    fetch: () => fetchAll(opened),
    fetchedAtMs: () => Math.max(0, ...opened.map(({ state }) => state().fetchedAtMs ?? 0)),
    states: () => new Map(opened.map(({ repository, state }) => [repository.name, state()])),
  };
}

/** One repository for whatever service. */
export function serveAll(served: Served): Pick<Repositories, 'all' | 'choose'> {
  return { all: [served], choose: () => served };
}

function toPlace({ repo_dir, repo_url }: ServedRepository): string {
  return JSON.stringify([repo_dir, repo_url]);
}

async function openOnce(
  served: readonly ServedRepository[],
  config: Config,
  world: GitWorld & { readonly stop: AbortSignal },
): Promise<OpenedRepository> {
  const [place] = served;
  const name = served.find((entry) => entry.name !== null)?.name ?? null;
  const settings = toRepositorySettings(config, place ?? config, world);
  const opened = await openRepository({ ...settings, stop: world.stop });
  return name === null ? opened : { ...opened, repository: { ...opened.repository, name } };
}

/** Errors are known by the repository's name. */
function requireNames(opened: readonly OpenedRepository[]): void {
  const names = opened.map(({ repository }) => repository.name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice === undefined) return;
  throw new StartFailure(
    `Two repositories are called ${twice}: give one of them a \`name\` in \`repositories\`.`,
  );
}

async function fetchAll(opened: readonly OpenedRepository[]): Promise<void> {
  const results = await Promise.allSettled(opened.map((one) => one.fetch()));
  const failures = results.flatMap((result, i) => {
    const name = opened.length > 1 ? `${opened[i]?.repository.name}: ` : '';
    return result.status === 'rejected' ? [`${name}${readReason(result.reason)}`] : [];
  });
  if (failures.length > 0) throw new AggregateError(failures, failures.join('; '));
}
