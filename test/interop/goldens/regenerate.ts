import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../run-tool.ts';
import { findCommands, findRuntime, type FoundRuntime, type Runtime } from './find-runtime.ts';
import type { Generator } from './generator.ts';
import { GENERATORS } from './generators.ts';
import { listTraces, PROGRAMS, type Traces } from './golden-files.ts';

/** The runtime of a generator, fetched from its registry where there is one. Undefined when something is missing. */
export async function provideRuntime(
  { runtime, tools = [], files = [], fetch }: Generator,
  wanted: string,
): Promise<FoundRuntime | undefined> {
  const isWhole =
    tools.every((tool) => findCommands(tool).length > 0) && files.every((file) => existsSync(file));
  if (!isWhole) return undefined;
  const found = findRuntime(runtime, wanted);
  if (found !== undefined || fetch === undefined) return found;
  return findRuntime({ ...runtime, commands: [await fetch()] }, wanted);
}

/** Runs the programs, and gives the stack traces that they print. Leaves nothing behind but in `out`. */
export async function regenerate(
  { script, runtime, install }: Generator,
  { command }: FoundRuntime,
  out: string,
): Promise<Traces> {
  const env = { ...UNSET, ...(await install?.()), ...nameCommand(runtime, command), OUT: out };
  await runTool('sh', [join(PROGRAMS, script)], { cwd: out, env });
  return listTraces(out);
}

// A script runs all that its variables name, and here it is to run one.
const UNSET = Object.assign(
  {},
  ...Object.values(GENERATORS).map(({ runtime }) => nameCommand(runtime, '')),
) as Readonly<Record<string, string>>;

function nameCommand({ variable }: Runtime, command: string): Readonly<Record<string, string>> {
  return variable === undefined ? {} : { [variable]: command };
}
