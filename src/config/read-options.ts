import { formatProblem } from './load-rules.ts';
import { findNode } from './locate-node.ts';
import { explainReadError } from './read-config-file.ts';
import type { ReadFile } from './read-config-file.ts';
import { readYaml } from './read-yaml.ts';
import { substituteScalars } from './substitute-environment.ts';
import type { Environment } from './substitute-environment.ts';

/** What `flawless.yaml` says. `locate` and `hidden` are as in `YamlFile` and `Validate`; without a file they know nothing. */
export type FileOptions = {
  readonly value: unknown;
  readonly problems: readonly string[];
  /** Options about which `problems` says enough. */
  readonly broken: ReadonlySet<string>;
  readonly locate: (path: readonly string[], key?: string) => string | undefined;
  readonly hidden: (path: readonly string[]) => string | undefined;
  /** The file could not be read, so that nothing can be said about what is missing in it. */
  readonly unread: boolean;
};

/** Reads the file and substitutes the environment into it; nothing is validated yet. */
export async function readOptions(path: string, env: Environment, readFile: ReadFile): Promise<FileOptions> {
  try {
    return parseOptions(path, await readFile(path), env);
  } catch (error) {
    const message = explainReadError(error) ?? 'does not exist; name a configuration file with --conf PATH';
    return noOptions([formatProblem(path, undefined, message)]);
  }
}

function noOptions(problems: readonly string[]): FileOptions {
  return {
    value: {},
    problems,
    broken: new Set(),
    locate: () => undefined,
    hidden: () => undefined,
    unread: true,
  };
}

function parseOptions(path: string, bytes: Uint8Array, env: Environment): FileOptions {
  const { file, problems } = readYaml(bytes);
  if (file === null) return noOptions(problems.map(({ at, message }) => formatProblem(path, at, message)));
  const { document, locate } = file;
  const substituted = substituteScalars(document, env);
  return {
    value: document.toJS() ?? {},
    problems: substituted.problems.map(({ offset, message }) =>
      formatProblem(path, file.placeOf(offset), message),
    ),
    broken: new Set(substituted.problems.map(({ option }) => option)),
    locate,
    hidden: (at) => origin(substituted.origins.get(findNode(document, at))),
    unread: false,
  };
}

function origin(references: string | undefined): string | undefined {
  return references === undefined ? undefined : `what ${references} stands for`;
}
