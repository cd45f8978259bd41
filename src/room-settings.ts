import { resolve } from 'node:path';
import type { Config } from './config/options.ts';
import type { Policy } from './decide/set-terms.ts';
import type { Upstream } from './forward/forwarder.ts';
import type { RepositorySettings } from './git/open-repository.ts';
import type { CorsNeeds } from './receive/cors.ts';
import type { Log } from './telemetry/log.ts';
import { startOfDay } from './week.ts';

/** `env` gives git's search path, home and ssh agent. */
export type GitWorld = Pick<
  RepositorySettings,
  'schedule' | 'killGroup' | 'now' | 'blameMemory' | 'patient' | 'onCloned'
> & {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
};

/** Where a repository is and how git is run. */
export function toRepositorySettings(
  config: Config,
  { repo_dir, repo_url }: Pick<Config, 'repo_dir' | 'repo_url'>,
  { env, ...world }: GitWorld,
): Omit<RepositorySettings, 'stop'> {
  const home = Object.entries({ HOME: env['HOME'], SSH_AUTH_SOCK: env['SSH_AUTH_SOCK'] });
  return {
    dir: repo_dir,
    url: repo_url,
    // git is run elsewhere, where a relative path would mean something else.
    mirrorsDir: resolve(config.data_dir_path, 'repositories'),
    binary: config.git_cli_path,
    maxProcesses: config.max_concurrent_git_blames,
    path: env['PATH'] ?? '',
    home: Object.fromEntries(home.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    updateIntervalMs: config.repo_update_interval_s * 1000,
    mailmap: config.use_mailmap,
    ignoreRevsFile: config.blame_ignore_revs_file === null ? null : resolve(config.blame_ignore_revs_file),
    ...world,
  };
}

/** Which web pages may send. */
export function toCors(config: Config): CorsNeeds {
  return { allowedOrigins: config.cors_allowed_origins, allowedHeaders: config.cors_allowed_headers };
}

/** Where batches go on to, and how. */
export function toUpstream(config: Config): Upstream {
  return {
    endpoint: config.upstream_endpoint,
    headers: config.upstream_headers,
    timeoutMs: config.upstream_timeout_ms,
    compression: config.upstream_compression,
  };
}

/** When an error is worth a mail. */
export function toPolicy(config: Config): Policy {
  const minimumDateMs = startOfDay(config.report_only_after_minimum_date, config.timezone);
  return { threshold: config.report_error_threshold, minimumDateMs };
}
