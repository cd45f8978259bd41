import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkOptions } from './check-options.ts';
import { ConfigError } from './config-error.ts';
import { createRuleLoader } from './load-rules.ts';
import type { Config } from './options.ts';
import { readConfigFile } from './read-config-file.ts';
import type { ReadFile } from './read-config-file.ts';
import { readEnvironment } from './read-environment.ts';
import { readOptions } from './read-options.ts';
import type { Rules } from './rules.ts';
import type { Environment } from './substitute-environment.ts';

export type ConfigSource = {
  /** Path of `flawless.yaml`; rule files lie in `config_dir_path`, or else beside it. */
  readonly path: string;
  readonly env: Environment;
  readonly readFile?: ReadFile;
  readonly isDirectory?: IsDirectory;
};

type IsDirectory = (path: string) => Promise<boolean>;

export type LoadedConfig = {
  readonly config: Config;
  readonly rules: Rules;
  /** The directory of the rule files. */
  readonly rulesDir: string;
};

/** Reads `flawless.yaml`, the environment and the rule files; rejects with one `ConfigError` that holds every mistake in them. */
export async function loadConfig({
  path,
  env,
  readFile = readConfigFile,
  isDirectory = isRealDirectory,
}: ConfigSource): Promise<LoadedConfig> {
  const { config, problems } = checkOptions(
    path,
    await readOptions(path, env, readFile),
    readEnvironment(env),
  );
  const rulesDir = config.config_dir_path ?? dirname(path);
  const loaded = await createRuleLoader().load(rulesDir, readFile);
  const all = [
    ...problems,
    ...(await checkRulesDir(path, config.config_dir_path, isDirectory)),
    ...loaded.problems,
  ];
  if (all.length > 0) throw new ConfigError(all);
  return { config, rules: loaded.rules, rulesDir };
}

// Beside the file itself, rule files may be missing; a directory somebody named may not.
async function checkRulesDir(
  path: string,
  dir: string | null,
  isDirectory: IsDirectory,
): Promise<readonly string[]> {
  if (dir === null || (await isDirectory(dir))) return [];
  return [`${path}: config_dir_path ${dir} is not a directory; make it, or leave the option out`];
}

async function isRealDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
