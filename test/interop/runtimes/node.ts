import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cachedDirectory } from '../cached-directory.ts';
import { runTool } from '../run-tool.ts';
import { COMMON_ENVIRONMENT, type PrepareProgram } from './program.ts';

/** The program of one major version of the JavaScript SDK. */
export function prepareNode(version: 'node-2x' | 'node-3x'): PrepareProgram {
  return async (dir) => {
    symlinkSync(await installPackages(version), join(dir, 'node_modules'));
    return (mode, env) =>
      runTool(process.execPath, ['shop.mjs', mode], { cwd: dir, env: { ...COMMON_ENVIRONMENT, ...env } });
  };
}

/** Where the packages of one major version of the SDK are, installed at the first time. */
export async function installPackages(version: string): Promise<string> {
  const source = join(import.meta.dirname, '..', version);
  const files = ['package.json', 'package-lock.json'];
  const dir = await cachedDirectory(
    version,
    files.map((name) => join(source, name)),
    async (out) => {
      for (const name of files) cpSync(join(source, name), join(out, name));
      const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', out];
      await runTool('npm', args, { cwd: out });
    },
  );
  return join(dir, 'node_modules');
}
