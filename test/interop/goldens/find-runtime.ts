import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export type Runtime = {
  /** The variable that may name the command, and that hands it to the generator; without it only the `PATH` counts. */
  readonly variable?: string;
  /** Where else to look: names of commands on the `PATH`, or whole paths. */
  readonly commands: readonly string[];
  /** What the command prints when it is asked for its version; the groups are the version. */
  readonly says: RegExp;
  readonly ask?: readonly string[];
};

export type FoundRuntime = {
  readonly command: string;
  /** Empty when the runtime does not tell. */
  readonly version: string;
};

/** The command of a runtime: the one with the wanted version, else the first. Undefined when there is none. */
export function findRuntime(runtime: Runtime, wanted: string): FoundRuntime | undefined {
  const named = runtime.variable === undefined ? undefined : process.env[runtime.variable];
  const commands = named === undefined ? runtime.commands.flatMap(findCommands) : [named];
  const found = commands.map((command) => askVersion(command, runtime)).filter((one) => one !== undefined);
  return found.find(({ version }) => version === wanted) ?? found[0];
}

/** Every file of that name on the `PATH` that can be run; a path stands for itself. */
export function findCommands(command: string): readonly string[] {
  const paths = (process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, command));
  return (command.includes('/') ? [command] : paths).filter(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function askVersion(command: string, { says, ask = ['--version'] }: Runtime): FoundRuntime | undefined {
  const { status, stdout, stderr } = spawnSync(command, ask, { encoding: 'utf8', timeout: 60_000 });
  const said = status === 0 ? says.exec(`${stdout}${stderr}`) : null;
  return said === null ? undefined : { command, version: said.slice(1).join(' ') };
}
