import { symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runTool } from '../run-tool.ts';
import { installPackages } from './node.ts';
import { COMMON_ENVIRONMENT, type PrepareProgram } from './program.ts';

/** The program compiled file by file, with maps beside what runs. */
export const prepareTsc: PrepareProgram = prepareCompiled('dist/shop.js', async (dir) => {
  await runTool(process.execPath, [findBin('typescript', 'bin/tsc'), '-p', '.'], { cwd: dir });
});

/** The program as one minified file, with its map beside it. */
export const prepareBundle: PrepareProgram = prepareCompiled('dist/shop.js', async (dir) => {
  const options = [
    '--bundle',
    '--minify',
    '--platform=node',
    '--format=esm',
    '--packages=external',
    '--sourcemap',
  ];
  const esbuild = findBin('esbuild', 'bin/esbuild');
  await runTool(esbuild, ['src/shop.ts', '--outfile=dist/shop.js', ...options], { cwd: dir });
});

function prepareCompiled(program: string, compile: (dir: string) => Promise<void>): PrepareProgram {
  return async (dir) => {
    const packages = await installPackages('node-3x');
    symlinkSync(packages, join(dir, 'node_modules'));
    writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
    await compile(dir);
    return (mode, env) =>
      runTool(process.execPath, [program, mode], { cwd: dir, env: { ...COMMON_ENVIRONMENT, ...env } });
  };
}

function findBin(name: string, path: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), path);
}
