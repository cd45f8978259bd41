import { join } from 'node:path';
import { cachedDirectory } from '../cached-directory.ts';
import { runTool } from '../run-tool.ts';
import { COMMON_ENVIRONMENT, type PrepareProgram } from './program.ts';

const REQUIREMENTS = join(import.meta.dirname, '../python/requirements.txt');

export const preparePython: PrepareProgram = async (dir) => {
  const python = await installPython();
  return (mode, env) =>
    runTool(python, ['shop.py', mode], { cwd: dir, env: { ...COMMON_ENVIRONMENT, ...env } });
};

/** Path of a Python interpreter that has the OpenTelemetry packages. */
export async function installPython(): Promise<string> {
  const dir = await cachedDirectory('python', [REQUIREMENTS], async (out) => {
    const ifMissing =
      'Install Python 3.10 or newer with its venv module (python3 and python3-venv in Debian).';
    await runTool('python3', ['-m', 'venv', out], { cwd: out, ifMissing });
    const install = ['-m', 'pip', 'install', '--quiet', '--no-deps', '-r', REQUIREMENTS];
    await runTool(join(out, 'bin/python'), install, { cwd: out });
  });
  return join(dir, 'bin/python');
}
