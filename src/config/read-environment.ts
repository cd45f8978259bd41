import { environmentName, getOption, OPTION_NAMES } from './options.ts';
import type { Option, OptionName } from './options.ts';
import { readScalar } from './substitute-environment.ts';
import type { Environment } from './substitute-environment.ts';
import { suggest } from './suggest.ts';

/** Options the environment sets, still to be validated; a variable that is empty counts as not set. */
export type EnvironmentOptions = {
  readonly values: ReadonlyMap<OptionName, unknown>;
  readonly problems: readonly string[];
};

/**
 * Reads `FLAWLESS_<NAME>` variables. Lists are separated by commas and mappings are `name=value` pairs, percent-encoded
 * like OTEL_EXPORTER_OTLP_HEADERS; both may also be written as JSON, and entries must be.
 */
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

function readText(text: string, option: Option): unknown {
  if (option.type === 'list') return readJson(text, isTextList) ?? splitList(text);
  if (option.type === 'entries') return readJson(text, Array.isArray) ?? text;
  if (option.type === 'map') return readJson(text, isTextMap) ?? splitPairs(text);
  return readScalar(text, option.type);
}

function readJson(text: string, accepts: (value: unknown) => boolean): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return accepts(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isTextMap(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && isTextList(Object.values(value)) && !Array.isArray(value)
  );
}

function splitList(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

/** Anything that is not a list of pairs is returned as it is, for the validator to refuse. */
function splitPairs(text: string): unknown {
  const pairs = splitList(text).map((pair) => /^([^=\s]+)\s*=(.*)$/s.exec(pair));
  if (pairs.includes(null)) return text;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1], decodePercent((pair?.[2] ?? '').trim())]));
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
