import { loadConfig } from '../config/load.ts';
import { getOption, OPTION_NAMES, type Config } from '../config/options.ts';
import { NO_RULES, type Rules } from '../config/rules.ts';

export type BlameSettings = { readonly config: Config; readonly rules: Rules };

export type BlameSettingsNeeds = {
  /** Null: the checkout around `cwd`, with default options and no rules, whatever the environment says. */
  readonly confPath: string | null;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** The options and rules a trace is blamed by; rejects with `ConfigError`. */
export async function readBlameSettings({ confPath, cwd, env }: BlameSettingsNeeds): Promise<BlameSettings> {
  if (confPath !== null) return loadConfig({ path: confPath, env });
  return { config: { ...readDefaults(), repo_dir: cwd }, rules: NO_RULES };
}

function readDefaults(): Config {
  const values = OPTION_NAMES.map((name) => [name, getOption(name).default]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every option has its default
  return Object.fromEntries(values) as Config;
}
