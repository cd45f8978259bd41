import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A file system of two megabytes. */
export type SmallDisk = {
  readonly dir: string;
  /** Leaves not a byte of it free. */
  fill(): void;
  free(): void;
  /** Nobody may have a file of it open. */
  makeReadOnly(): void;
};

/** Mounts one for as long as the test runs; null where that is not allowed. */
export function mountSmallDisk(context: Pick<TestContext, 'after'>): SmallDisk | null {
  const dir = mkdtempSync(join(tmpdir(), 'flawless-disk-'));
  const filler = join(dir, 'filler');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', dir], { stdio: 'ignore' });
  } catch {
    rmSync(dir, { recursive: true });
    return null;
  }
  context.after(() => {
    execFileSync('umount', ['--lazy', dir]);
    rmSync(dir, { recursive: true });
  });
  return {
    dir,
    fill() {
      for (const size of [64 * 1024, 512]) writeUntilFull(filler, size);
    },
    free: () => rmSync(filler),
    makeReadOnly: () => void execFileSync('mount', ['-o', 'remount,ro', dir]),
  };
}

function writeUntilFull(path: string, size: number): void {
  try {
    for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' });
  } catch {
    // That was the last of the space.
  }
}
