import { noOptions, type FileOptions } from './file-options.ts';
import { formatProblem } from './load-rules.ts';
import { findNode } from './locate-node.ts';
import { explainReadError } from './read-config-file.ts';
import type { ReadFile } from './read-config-file.ts';
import { isOriginal, readOriginal } from './read-original.ts';
import { readYaml } from './read-yaml.ts';
import { substituteScalars } from './substitute-environment.ts';
import type { Environment } from './substitute-environment.ts';

/** Reads the file and substitutes the environment into it; nothing is validated yet. */
export async function readOptions(path: string, env: Environment, readFile: ReadFile): Promise<FileOptions> {
  try {
    const bytes = await readFile(path);
    return isOriginal(path) ? readOriginal(path, bytes, env) : parseOptions(path, bytes, env);
  } catch (error) {
    const message = explainReadError(error) ?? 'does not exist; name a configuration file with --conf PATH';
    return noOptions([formatProblem(path, undefined, message)]);
  }
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
