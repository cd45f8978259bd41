import { dirname, join } from 'node:path';
import { describeRules } from './json-schema.ts';
import { explainReadError } from './read-config-file.ts';
import type { ReadFile } from './read-config-file.ts';
import { readYaml } from './read-yaml.ts';
import { NO_RULES, RULE_FILES, RULE_KINDS } from './rules.ts';
import type { RuleKind, Rules } from './rules.ts';
import { createValidate } from './validate.ts';
import type { Mistake } from './explain-mistake.ts';
import type { Validate } from './validate.ts';

/** The entries of one rule file; with problems, there are none. */
export type LoadedRules<K extends RuleKind = RuleKind> = {
  readonly entries: Rules[K];
  readonly problems: readonly string[];
};

/** Reads rule files. Schemas are compiled once. */
export type RuleLoader = {
  /** All rule files of a directory; one that does not exist has no rules. */
  readonly load: (dir: string, readFile: ReadFile) => Promise<{ rules: Rules; problems: readonly string[] }>;
  /** The entries in a file's bytes, absent fields filled in. Never throws. */
  readonly parse: <K extends RuleKind>(kind: K, path: string, bytes: Uint8Array) => LoadedRules<K>;
  /** What is wrong with the entries of a file, as plain values. */
  readonly check: (kind: RuleKind, entries: unknown) => readonly Mistake[];
  /** Entries that were checked, with defaults for the fields they leave out. */
  readonly fillIn: <K extends RuleKind>(kind: K, entries: unknown) => Rules[K];
};

export function createRuleLoader(): RuleLoader {
  const validators = new Map<RuleKind, Validate>();
  const validatorFor = (kind: RuleKind): Validate => {
    const validate = validators.get(kind) ?? createValidate(describeRules(kind));
    validators.set(kind, validate);
    return validate;
  };
  const check = (kind: RuleKind, entries: unknown): Mistake[] => {
    const mistakes = validatorFor(kind)(entries);
    return mistakes.length > 0 ? mistakes : findContradictions(entries);
  };
  const parse: RuleLoader['parse'] = (kind, path, bytes) => {
    const { file, problems } = readYaml(bytes);
    if (file === null)
      return {
        entries: NO_RULES[kind],
        problems: problems.map((problem) => formatProblem(path, problem.at, problem.message)),
      };
    const value: unknown = file.document.toJS() ?? [];
    const mistakes = check(kind, value).map((it) =>
      formatProblem(path, file.locate(it.path, it.key), it.message),
    );
    return { entries: mistakes.length > 0 ? NO_RULES[kind] : fillIn(kind, value), problems: mistakes };
  };
  return { parse, check, fillIn, load: (dir, readFile) => loadAll(dir, readFile, parse) };
}

/** The file that holds the rules of a kind. */
export function rulePath(dir: string, kind: RuleKind): string {
  return join(dir, `${kind}.yaml`);
}

/** `file:line:column: message`, or `file: message` about the file as a whole. */
export function formatProblem(path: string, at: string | undefined, message: string): string {
  return `${path}${at === undefined ? '' : `:${at}`}: ${message}`;
}

type Entry = Readonly<Record<string, unknown>>;

/** What a schema cannot say. */
function findContradictions(entries: unknown): Mistake[] {
  return toEntries(entries).flatMap(({ min_alert_threshold: min, max_alert_threshold: max }, index) => {
    if (typeof min !== 'number' || typeof max !== 'number' || min <= max) return [];
    const message = `min_alert_threshold is ${min}, above max_alert_threshold, which is ${max}; no mail would ever be sent`;
    return [{ path: [String(index), 'min_alert_threshold'], message }];
  });
}

function toEntries(value: unknown): readonly Entry[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema let nothing else through
  return value as readonly Entry[];
}

function fillIn<K extends RuleKind>(kind: K, value: unknown): Rules[K] {
  const fields = Object.entries(RULE_FILES[kind].fields);
  const entries = toEntries(value).map((entry) =>
    Object.fromEntries(fields.map(([name, field]) => [name, entry[name] ?? field.default])),
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema has made sure
  return entries as unknown as Rules[K];
}

async function loadAll(
  dir: string,
  readFile: ReadFile,
  parse: RuleLoader['parse'],
): Promise<{ rules: Rules; problems: readonly string[] }> {
  const loaded = await Promise.all(
    RULE_KINDS.map(
      async (kind) => [kind, await loadOne(kind, rulePath(dir, kind), readFile, parse)] as const,
    ),
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every kind is there, of its own type
  const rules = Object.fromEntries(loaded.map(([kind, { entries }]) => [kind, entries])) as unknown as Rules;
  return { rules, problems: loaded.flatMap(([, { problems }]) => problems) };
}

async function loadOne(
  kind: RuleKind,
  path: string,
  readFile: ReadFile,
  parse: RuleLoader['parse'],
): Promise<LoadedRules> {
  try {
    return parse(kind, path, await readFile(path));
  } catch (error) {
    const message = explainReadError(error) ?? (await explainOriginal(kind, path, readFile));
    return {
      entries: NO_RULES[kind],
      problems: message === null ? [] : [formatProblem(path, undefined, message)],
    };
  }
}

/** The original's rule files bear the same names without an ending, and are JSON with texts for comments. */
async function explainOriginal(kind: RuleKind, path: string, readFile: ReadFile): Promise<string | null> {
  const isThere = await readFile(join(dirname(path), kind)).then(Boolean, () => false);
  if (!isThere) return null;
  return `does not exist, but ${kind} does, as the original had it: rename it to ${kind}.yaml, and put a # in front of its lines of text`;
}
