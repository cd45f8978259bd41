import { cpSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { installBuild } from '../sdk/install-build.ts';
import { installPackages } from './runtimes/node.ts';

/** Puts a program into the folder as it stands at its user's: with its packages and the SDK as it is published. */
export async function installApplication(folder: string, program: string, packagesOf: string): Promise<void> {
  cpSync(join(import.meta.dirname, program), folder, { recursive: true });
  const packages = await installPackages(packagesOf);
  await installBuild(folder, join(packages, '@opentelemetry'));
  for (const name of readdirSync(packages)) {
    if (name.startsWith('.') || name === '@opentelemetry') continue;
    symlinkSync(join(packages, name), join(folder, 'node_modules', name));
  }
}
