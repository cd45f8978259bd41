import { hash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A directory made once for what these files read, and kept between runs and clones. It appears whole or not at all, so
 * neither an interrupted install nor two at the same time leave a broken one.
 */
export async function cachedDirectory(
  name: string,
  files: readonly string[],
  make: (dir: string) => Promise<unknown>,
): Promise<string> {
  const root = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'flawless-interop');
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  const made = join(root, `${name}-${hash('sha256', texts.join('\0')).slice(0, 16)}`);
  if (existsSync(made)) return made;
  mkdirSync(root, { recursive: true });
  const making = mkdtempSync(`${made}-`);
  try {
    await make(making);
    renameSync(making, made);
  } catch (error) {
    // Somebody else may have made it in the meantime.
    if (!existsSync(made)) throw error;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return made;
}
