import { createReadStream } from 'node:fs';
import { createHeadFollower, type FollowNeeds } from '../blame/follow-to-head.ts';
import { chooseRepository, listRepositories, type ServedRepository } from '../choose-repository.ts';
import type { Config } from '../config/options.ts';
import { GitFailure } from '../git/git-failure.ts';
import type { Repository } from '../git/repository.ts';
import { openJudgeRooms } from '../judge-rooms.ts';
import { serveAll } from '../open-repositories.ts';
import { openSourceMapper } from '../open-source-mapper.ts';
import { toRepositorySettings } from '../room-settings.ts';
import { StartFailure } from '../start-failure.ts';
import { createLog } from '../telemetry/log.ts';
import { formatBlameJson } from './blame-json.ts';
import { formatBlameReport } from './blame-report.ts';
import { readBlameSettings, type BlameSettings } from './blame-settings.ts';
import { judgeTrace, type FollowedTrace, type JudgedTrace } from './judge-trace.ts';
import type { BlameRequest, KnownOfTrace } from './read-blame-arguments.ts';
import { readRepository } from './read-repository.ts';
import { readTrace } from './read-trace.ts';

export type BlameNeeds = {
  readonly request: BlameRequest;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly now: () => number;
  readonly schedule: (run: () => void, ms: number) => () => void;
  readonly killGroup: (leader: number) => void;
  /** Prints a text for people or programs. */
  readonly print: (text: string) => void;
};

/** The exit code that says that the trace was read, and no line is to blame. */
export const NOBODY_BLAMED = 3;

/**
 * Tells who would be blamed for a stack trace, and why; nothing is counted, stored or mailed. Resolves with the exit
 * code; rejects with `ConfigError` or `StartFailure`.
 */
export async function blame(needs: BlameNeeds): Promise<number> {
  const { file, confPath, known, json } = needs.request;
  const settings = await readBlameSettings({ ...needs, confPath });
  const text =
    file === null
      ? await readTrace(needs.stdin, 'Standard input')
      : await readTrace(createReadStream(file), file);
  const judged = await judge(text, known, settings, needs);
  needs.print(json ? formatBlameJson(judged) : formatBlameReport(judged, settings.config.timezone));
  return 'errorId' in judged.verdict ? 0 : NOBODY_BLAMED;
}

async function judge(
  text: string,
  known: KnownOfTrace,
  { config, rules }: BlameSettings,
  needs: BlameNeeds,
): Promise<FollowedTrace> {
  const log = createLog(config.log_level);
  const sourceMapper = openSourceMapper(config, { ...needs, log });
  const rooms = { config, rules: () => rules, sourceMapper };
  try {
    const served = findServed(config, known);
    const { env, now, killGroup } = needs;
    const settings = toRepositorySettings(config, served, { env, now, killGroup, log });
    return await readRepository(settings, async (repository) => {
      const repositories = serveAll({ ...served, repository });
      const judged = await judgeTrace(text, known, openJudgeRooms({ ...rooms, repositories }));
      return follow(judged, repository, { ...needs, log });
    });
  } catch (error) {
    throw explainFailure(needs.request.confPath === null ? explainCheckout(error, needs.cwd) : error);
  } finally {
    await sourceMapper.close();
  }
}

async function follow(
  judged: JudgedTrace,
  repository: Repository,
  needs: Omit<FollowNeeds, 'findRepository'>,
): Promise<FollowedTrace> {
  const followToHead = createHeadFollower({ ...needs, findRepository: () => repository });
  const since = 'errorId' in judged.verdict ? await followToHead(judged.verdict) : null;
  return { ...judged, since };
}

function findServed(config: Config, { service = '' }: KnownOfTrace): ServedRepository {
  const served = listRepositories(config)[chooseRepository(config, { service }) ?? -1];
  if (served !== undefined) return served;
  throw new StartFailure('None of the `repositories` serves this service: name one with --service.');
}

function explainFailure(error: unknown): unknown {
  if (!(error instanceof GitFailure)) return error;
  const advice = 'Try again; if git goes on to fail, run `git fsck` in the repository';
  return new StartFailure(`Nobody can be blamed, because git fails: ${error.message}. ${advice}.`, {
    cause: error,
  });
}

/** Without a configuration nobody has set the option that git's failure is told with. */
function explainCheckout(error: unknown, cwd: string): unknown {
  if (!(error instanceof StartFailure) || !error.message.includes('`repo_dir`')) return error;
  const message = `There is no git repository around ${cwd}: run \`flawless blame\` in a checkout, or give --conf PATH.`;
  return new StartFailure(message, { cause: error });
}
