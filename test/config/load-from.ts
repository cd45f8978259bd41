import { dirname, normalize } from 'node:path';
import { ConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { LoadedConfig } from '../../src/config/load.ts';

export type Files = Readonly<Record<string, string | Uint8Array | { readonly code: string }>>;
export type Variables = Readonly<Record<string, string>>;

/** Loads `conf/flawless.yaml` out of files held in memory; an object with a code is a file whose reading fails so. */
export async function loadFrom(files: Files, env: Variables = {}): Promise<LoadedConfig> {
  return loadConfig({
    path: 'conf/flawless.yaml',
    env,
    isDirectory: async (path) => Object.keys(files).some((file) => dirname(file) === normalize(path)),
    readFile: async (path) => {
      const file = files[path] ?? { code: 'ENOENT' };
      if (typeof file === 'string' || file instanceof Uint8Array) return Buffer.from(file);
      throw Object.assign(new Error('no file'), file);
    },
  });
}

/** The problems of files that must not load. */
export async function problemsOf(files: Files, env: Variables = {}): Promise<readonly string[]> {
  try {
    await loadFrom(files, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
