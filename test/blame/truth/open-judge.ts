import { readBlameSettings } from '../../../src/cli/blame-settings.ts';
import { judgeTrace, type JudgedTrace } from '../../../src/cli/judge-trace.ts';
import type { KnownOfTrace } from '../../../src/cli/read-blame-arguments.ts';
import type { Config } from '../../../src/config/options.ts';
import { NO_RULES, type Rules } from '../../../src/config/rules.ts';
import type { Repository } from '../../../src/git/repository.ts';
import { openJudgeRooms } from '../../../src/judge-rooms.ts';
import { openRepositories, serveAll } from '../../../src/open-repositories.ts';
import { openSourceMapper } from '../../../src/open-source-mapper.ts';
import { SILENT_LOG } from '../../helpers/silent-log.ts';
import type { Trace } from './print-trace.ts';

export type OpenJudge = {
  readonly repository: Repository;
  /** Walks a trace to its verdict, with other options and rules than at first if there are any. */
  readonly judge: (trace: Trace, known: KnownOfTrace, changed?: Changed) => Promise<JudgedTrace>;
  readonly close: () => Promise<void>;
};

type Changed = { readonly config?: Partial<Config>; readonly rules?: Partial<Rules> };

/** Opens the one repository of the options, and the rooms that judge, as the service does; no rules apply. */
export async function openJudge(options: Partial<Config>, cwd: string): Promise<OpenJudge> {
  const { config: defaults } = await readBlameSettings({ confPath: null, cwd, env: {} });
  const config = { ...defaults, ...options };
  const stop = new AbortController();
  const world = { env: { PATH: process.env['PATH'] }, log: SILENT_LOG, stop: stop.signal };
  const { all } = await openRepositories(config, world);
  const [served] = all;
  if (served === undefined) throw new Error('the options name no repository');
  const sourceMapper = openSourceMapper(config, { now: Date.now, schedule, log: SILENT_LOG });
  return {
    repository: served.repository,
    judge(trace, known, changed = {}) {
      const now = { ...config, ...changed.config };
      const repositories = serveAll({ ...served, repo_branch_pattern: now.repo_branch_pattern });
      const rules = () => ({ ...NO_RULES, ...changed.rules });
      const rooms = openJudgeRooms({ repositories, sourceMapper, config: now, rules });
      return judgeTrace(trace.text, { language: trace.language, service: 'shop', ...known }, rooms);
    },
    async close() {
      stop.abort();
      await sourceMapper.close();
    },
  };
}

function schedule(work: () => void, ms: number): () => void {
  const timer = setTimeout(work, ms).unref();
  return () => clearTimeout(timer);
}
