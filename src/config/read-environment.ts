import { environmentName, getOption, OPTION_NAMES } from './options.ts';
import type { OptionName } from './options.ts';
import { readText } from './read-text.ts';
import type { Environment } from './substitute-environment.ts';
import { suggest } from './suggest.ts';

/** Options the environment sets, still to be validated; a variable that is empty counts as not set. */
export type EnvironmentOptions = {
  readonly values: ReadonlyMap<OptionName, unknown>;
  readonly problems: readonly string[];
};

/** Reads `FLAWLESS_<NAME>` variables. Their text is as `readText` takes it. */
export function readEnvironment(environment: Environment): EnvironmentOptions {
  const values = new Map<OptionName, unknown>();
  const problems: string[] = [];
  for (const [variable, text] of Object.entries(environment).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (!variable.startsWith('FLAWLESS_') || !text || isServiceLink(variable, text)) continue;
    const name = OPTION_NAMES.find((option) => environmentName(option) === variable);
    if (name === undefined) problems.push(explainUnknown(variable));
    else values.set(name, readText(text, getOption(name)));
  }
  return { values, problems };
}

function explainUnknown(variable: string): string {
  const hint = suggest(variable, OPTION_NAMES.map(environmentName));
  return `environment variable ${variable}: there is no such option${hint}`;
}

/**
 * Kubernetes tells every pod about services: one called `flawless` gives them `FLAWLESS_PORT=tcp://10.0.0.1:4318`,
 * `FLAWLESS_SERVICE_HOST` and `FLAWLESS_PORT_4318_TCP_ADDR`, which nobody meant as options.
 */
function isServiceLink(variable: string, text: string): boolean {
  if (variable.endsWith('_PORT') && /^(?:tcp|udp|sctp):\/\//.test(text)) return true;
  return (
    /_SERVICE_(?:HOST|PORT)(?:_|$)/.test(variable) || /_PORT_\d{1,5}_(?:TCP|UDP|SCTP)(?:_|$)/.test(variable)
  );
}
