import { join } from 'node:path';
import { runTool } from '../run-tool.ts';
import { COMMON_ENVIRONMENT, type PrepareProgram } from './program.ts';

export const prepareGo: PrepareProgram = async (dir) => {
  const program = join(dir, 'shop');
  await runTool('go', ['build', '-o', program, '.'], {
    cwd: dir,
    env: { GOTOOLCHAIN: 'local' },
    ifMissing: 'Install Go 1.26 or newer.',
  });
  return (mode, env) => runTool(program, [mode], { cwd: dir, env: { ...COMMON_ENVIRONMENT, ...env } });
};
