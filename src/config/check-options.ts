import { crossCheck } from './cross-check.ts';
import type { Mistake } from './explain-mistake.ts';
import { parseSize } from './formats.ts';
import { describeOptions } from './json-schema.ts';
import { environmentName, getOption, isOptionName, OPTION_NAMES } from './options.ts';
import type { Config, Option } from './options.ts';
import { MAX_CONFIG_BYTES } from './read-config-file.ts';
import type { EnvironmentOptions } from './read-environment.ts';
import type { FileOptions } from './file-options.ts';
import { createValidate } from './validate.ts';

/** The options, with defaults in place of wrong ones, and everything that is wrong. */
export type CheckedOptions = { readonly config: Config; readonly problems: readonly string[] };

/** Merges file and environment, and checks the options one by one and together. */
export function checkOptions(
  path: string,
  file: FileOptions,
  environment: EnvironmentOptions,
): CheckedOptions {
  const value = mergeOptions(file.value, environment);
  const place = (at: readonly string[], key?: string): string =>
    formatPlace(path, file, environment, at, key);
  const mistakes = findMistakes(value, file, environment);
  const wrong = new Set([...file.broken, ...mistakes.map(({ path: [name] }) => name ?? '')]);
  const config = fillIn(value, wrong);
  const readable = !file.unread && isMapping(value);
  const conflicts = readable ? crossCheck(config, wrong) : [];
  const problems = [
    ...file.problems,
    ...mistakes.map((mistake) => `${place(mistake.path, mistake.key)}: ${mistake.message}`),
    ...environment.problems,
    ...conflicts.map(({ options, path: at, message }) => {
      const name = options.find((option) => isMapping(value) && Object.hasOwn(value, option));
      return `${name === undefined ? path : place(at ?? [name])}: ${message}`;
    }),
  ];
  return { config, problems: sortByPlace(path, problems) };
}

/** In the order of the file; what has no place in it comes last. */
function sortByPlace(path: string, problems: readonly string[]): string[] {
  const rank = (problem: string): number => {
    const place = problem.startsWith(`${path}:`) ? /^:(\d+):(\d+): /.exec(problem.slice(path.length)) : null;
    return place === null ? Infinity : Number(place[1]) * MAX_CONFIG_BYTES + Number(place[2]);
  };
  const ranked = problems.map((problem) => ({ problem, rank: rank(problem) }));
  return ranked.toSorted((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank)).map(({ problem }) => problem);
}

type Mapping = Readonly<Record<string, unknown>>;

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A root that is no mapping stays what it is, for the validator to refuse. */
function mergeOptions(value: unknown, environment: EnvironmentOptions): unknown {
  if (!isMapping(value)) return value;
  const entries = [...Object.entries(value), ...environment.values];
  return Object.fromEntries(entries.map(([name, written]) => [name, readSize(name, written)]));
}

function readSize(name: string, written: unknown): unknown {
  if (!isOptionName(name) || getOption(name).unit !== 'bytes' || typeof written !== 'string') return written;
  return parseSize(written) ?? written;
}

function findMistakes(value: unknown, file: FileOptions, environment: EnvironmentOptions): Mistake[] {
  const hidden = (at: readonly string[]): string | undefined =>
    isFrom(environment, at[0]) ? undefined : file.hidden(at);
  const mistakes = createValidate(describeOptions())(value, hidden);
  return mistakes.filter(({ path: [name] }) => name === undefined || !file.broken.has(name));
}

function isFrom(environment: EnvironmentOptions, name: string | undefined): boolean {
  return name !== undefined && isOptionName(name) && environment.values.has(name);
}

function formatPlace(
  path: string,
  file: FileOptions,
  environment: EnvironmentOptions,
  at: readonly string[],
  key?: string,
): string {
  if (isFrom(environment, at[0])) return `environment variable ${environmentName(at[0] ?? '')}`;
  const place = file.locate(at, key);
  return place === undefined ? path : `${path}:${place}`;
}

function fillIn(value: unknown, wrong: ReadonlySet<string>): Config {
  const written = new Map(isMapping(value) ? Object.entries(value) : []);
  const values = OPTION_NAMES.map((name) => {
    const given: unknown = wrong.has(name) ? null : written.get(name);
    return [name, withoutSlash(name, fillInFields(getOption(name), given ?? getOption(name).default))];
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every option has a default or a checked value
  return Object.fromEntries(values) as Config;
}

function fillInFields({ fields }: Option, value: unknown): unknown {
  if (fields === undefined || !Array.isArray(value)) return value;
  return value
    .filter(isMapping)
    .map((entry) =>
      Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, entry[name] ?? field.default])),
    );
}

/** Paths are appended to these, so that one slash is enough. */
function withoutSlash(name: string, value: unknown): unknown {
  const base = name === 'hostname' || name === 'upstream_endpoint';
  return base && typeof value === 'string' ? value.replace(/(?<!\/)\/+$/, '') : value;
}
