import { createBlamer } from './blame/blame-exception.ts';
import { chooseFrame, type Choice } from './blame/choose-frame.ts';
import { createPathFilter } from './blame/create-path-filter.ts';
import { isIgnoredType } from './blame/is-ignored-type.ts';
import type { Config } from './config/options.ts';
import type { Rules } from './config/rules.ts';
import { forgiveFailures } from './git/forgive-failures.ts';
import type { Repository } from './git/repository.ts';
import { createLocator, type LocatedException, type LocateNeeds } from './locate/locate-exception.ts';
import type { Repositories, Served } from './open-repositories.ts';
import type { JudgeRooms } from './pipeline.ts';

export type JudgeRoomNeeds = {
  readonly repositories: Pick<Repositories, 'all' | 'choose'>;
  readonly config: Config;
  readonly rules: () => Rules;
  readonly sourceMapper: LocateNeeds['sourceMapper'];
  /** Makes do with what git says where it fails; the lines that it says nothing of are nobody's. */
  readonly forgiving?: boolean;
};

/** The rooms between parse and aggregate; `choose` tells how `blame` came to its line. */
export type OpenJudgeRooms = JudgeRooms & { readonly choose: (located: LocatedException) => Choice };

/** Opens the rooms for every repository; an exception goes through those of the repository that its service runs. */
export function openJudgeRooms({
  repositories,
  config,
  rules,
  sourceMapper,
  forgiving = false,
}: JudgeRoomNeeds): OpenJudgeRooms {
  const isBlamable = createPathFilter(config.only_blame_filepaths_matching);
  const read = (repository: Repository) => (forgiving ? forgiveFailures(repository) : repository);
  const locators = new Map(repositories.all.map((served) => [served, openLocator(served)]));
  const blamers = new Map(
    repositories.all.map(({ repository }) => {
      const needs = { repository: read(repository), config, rules, isBlamable, forgiving };
      return [repository.name, createBlamer(needs)];
    }),
  );

  function openLocator({ repository, repo_branch_pattern, path_prefix }: Served) {
    return createLocator({
      repository: read(repository),
      branchPattern: repo_branch_pattern,
      pathPrefix: path_prefix,
      sourceMapper,
      packageDirectories: config.report_runtime_package_directory_names,
      pathMappings: config.path_mappings,
      timezone: config.timezone,
    });
  }

  return {
    repositoryOf: ({ reported }) => repositories.choose(reported)?.repository.name ?? '',
    isIgnored: (parsed) => isIgnoredType(parsed, rules()),
    locate: async (parsed) => {
      const served = repositories.choose(parsed.reported);
      const locate = served === null ? undefined : locators.get(served);
      return locate === undefined ? { unblamed: 'no repository for this service' } : locate(parsed);
    },
    choose: ({ exceptions }) => chooseFrame(exceptions, { rules: rules(), isBlamable }),
    blame: async (located) => {
      const blame = blamers.get(located.repository);
      return blame === undefined ? { unblamed: 'no repository for this service' } : blame(located);
    },
  };
}
