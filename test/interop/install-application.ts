import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { installBuild } from '../sdk/install-build.ts';

/** Puts these packages, and the SDK as it is published, where a program in the folder has them. */
export async function installApplication(folder: string, packages: string): Promise<void> {
  await installBuild(folder, join(packages, '@opentelemetry'));
  for (const name of readdirSync(packages)) {
    if (name.startsWith('.') || name === '@opentelemetry') continue;
    symlinkSync(join(packages, name), join(folder, 'node_modules', name));
  }
}
