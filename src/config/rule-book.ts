import { isDeepStrictEqual } from 'node:util';
import type { NewEntry } from './append-entry.ts';
import { describeRuleChanges } from './describe-rule-change.ts';
import { createRuleFileEditor } from './edit-rule-file.ts';
import { InvalidEntry, refuseEntry, type EntryProblem } from './invalid-entry.ts';
import type { Mistake } from './explain-mistake.ts';
import { createRuleLoader, rulePath } from './load-rules.ts';
import { readConfigFile } from './read-config-file.ts';
import type { ReadFile } from './read-config-file.ts';
import { fingerprintFiles, judgeRuleFiles, readRuleFiles } from './read-rule-files.ts';
import { createReplaceFile } from './replace-file.ts';
import type { ReplaceFile } from './replace-file.ts';
import type { RuleKind, Rules } from './rules.ts';
import type { Log } from '../telemetry/log.ts';

/** The rules in force. */
export type RuleBook = {
  /** The directory of the rule files. */
  readonly dir: string;
  readonly current: () => Rules;
  /** Grows each time the rules change, so that what was concluded from them can be dropped. */
  readonly version: () => number;
  /**
   * Appends an entry to its file, every other byte of which stays, and puts the file's rules in force. Rejects with
   * `InvalidEntry` when the entry is wrong or its file does not take it. Entries are added one after the other; `by`
   * says in the log who added it.
   */
  readonly add: (kind: RuleKind, entry: object, by: string) => Promise<void>;
  /**
   * Takes a rule out of its file, every other byte of which stays, as `add` puts one in. `index` says where it stood; of
   * several equal rules the nearest goes.
   */
  readonly remove: (kind: RuleKind, entry: object, index: number, by: string) => Promise<void>;
  /** An entry with its defaults, or what is wrong with it; whether its file would take it, only `add` can say. */
  readonly check: <K extends RuleKind>(kind: K, entry: object) => Checked<K>;
  /** The path of a kind's file. */
  readonly file: (kind: RuleKind) => string;
  /** The text of a kind's file as it stands, with or without mistakes; null when it cannot be read. */
  readonly read: (kind: RuleKind) => Promise<string | null>;
  /** Looks at all files and puts what they say in force at once, or nothing of it while one of them is wrong. */
  readonly reload: () => Promise<Reloaded>;
};

export type Checked<K extends RuleKind> =
  | { readonly rule: Rules[K][number]; readonly problems: readonly [] }
  | { readonly rule: null; readonly problems: readonly EntryProblem[] };

/** Files that differ from the last look are not judged before they have stood still until the next. */
export type Reloaded = {
  readonly settled: boolean;
  /** What is wrong with the files, as far as they have been judged; a line each. */
  readonly problems: readonly string[];
};

export type RuleBookNeeds = {
  /** The directory of the rule files. */
  readonly dir: string;
  /** The rules as they were loaded. */
  readonly rules: Rules;
  readonly log: Log;
  readonly readFile?: ReadFile;
  readonly replaceFile?: ReplaceFile;
};

export function createRuleBook(needs: RuleBookNeeds): RuleBook {
  const { dir, log, readFile = readConfigFile, replaceFile = createReplaceFile(readFile) } = needs;
  const loader = createRuleLoader();
  const editFile = createRuleFileEditor({ dir, loader, readFile, replaceFile });
  let rules = needs.rules;
  let version = 1;
  let seen = '';
  let judged = { files: '', problems: [] as readonly string[] };
  let last: Promise<unknown> = Promise.resolve();

  /** Puts rules in force; what nobody has announced was changed in the files themselves. */
  function putInForce(next: Rules, announced: Rules): void {
    for (const { kind, ...change } of describeRuleChanges(announced, next))
      log.info({ file: rulePath(dir, kind), ...change }, 'a rule file was changed: its rules are in force');
    if (describeRuleChanges(rules, next).length === 0) return;
    rules = next;
    version += 1;
  }

  async function addNow(kind: RuleKind, entry: NewEntry, by: string): Promise<void> {
    const { rule, problems } = check(kind, entry);
    if (problems.length > 0) throw new InvalidEntry(problems);
    if (rules[kind].some((known) => isDeepStrictEqual(known, rule))) throw refuseEntry(THERE_ALREADY);
    const entries = await editFile({ kind, entry, inForce: rules[kind].length });
    log.info({ file: rulePath(dir, kind), entry, by }, 'a rule was added');
    putInForce({ ...rules, [kind]: entries }, { ...rules, [kind]: [...rules[kind], rule] });
  }

  async function removeNow(kind: RuleKind, entry: NewEntry, removeAt: number, by: string): Promise<void> {
    const { rule } = check(kind, entry);
    const entries = await editFile({ kind, entry, removeAt, inForce: rules[kind].length });
    log.info({ file: rulePath(dir, kind), entry, by }, 'a rule was removed');
    const at = findIndexOf(rules[kind], rule, removeAt);
    const left = rules[kind].filter((_, index) => index !== at);
    putInForce({ ...rules, [kind]: entries }, { ...rules, [kind]: left });
  }

  function check<K extends RuleKind>(kind: K, entry: object): Checked<K> {
    const fields = withoutEmpty(entry);
    const problems = loader.check(kind, [fields]).map(toEntryProblem);
    const [rule = null] = problems.length > 0 ? [] : loader.fillIn(kind, [fields]);
    return rule === null ? { rule, problems } : { rule, problems: [] };
  }

  async function reloadNow(): Promise<Reloaded> {
    const files = await readRuleFiles(dir, readFile);
    const found = fingerprintFiles(files);
    const settled = found === seen;
    seen = found;
    if (settled && found !== judged.files) {
      const { rules: next, problems } = judgeRuleFiles(files, rules, loader);
      judged = { files: found, problems };
      if (problems.length === 0) putInForce(next, rules);
    }
    return { settled, problems: judged.problems };
  }

  // Whoever changes the rules waits for those before, so that older ones never replace newer.
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const changed = last.then(change);
    last = changed.catch(() => undefined);
    return changed;
  }

  return {
    dir,
    current: () => rules,
    version: () => version,
    add(kind, entry, by) {
      const fields = withoutEmpty(entry);
      return inTurn(() => addNow(kind, fields, by));
    },
    remove(kind, entry, index, by) {
      const fields = withoutEmpty(entry);
      return inTurn(() => removeNow(kind, fields, index, by));
    },
    check,
    file: (kind) => rulePath(dir, kind),
    read: (kind) => readFile(rulePath(dir, kind)).then(toText, () => null),
    reload: () => inTurn(reloadNow),
  };
}

/** Fields that are undefined or null mean the same as absent ones; a copy also keeps later changes of the caller out. */
function withoutEmpty(entry: object): NewEntry {
  const fields = Object.entries(structuredClone(entry));
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined && value !== null));
}

function toText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

const THERE_ALREADY = 'This rule is in the file already.';

function toEntryProblem({ path, key, message }: Mistake): EntryProblem {
  return { field: path[1] ?? key ?? '', message };
}

/** The rules of a file that was changed by hand may stand elsewhere than its entries. */
function findIndexOf(rules: readonly unknown[], rule: unknown, stood: number): number {
  return isDeepStrictEqual(rules[stood], rule)
    ? stood
    : rules.findIndex((known) => isDeepStrictEqual(known, rule));
}
