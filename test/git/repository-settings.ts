import { watch, writeFileSync, existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { RepositorySettings } from '../../src/git/open-repository.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

/** Settings for the git of the machine, with what a test changes. */
export function makeSettings(changed: Partial<RepositorySettings>): RepositorySettings {
  return {
    dir: null,
    url: null,
    mirrorsDir: '',
    binary: 'git',
    maxProcesses: 4,
    path: process.env['PATH'] ?? '',
    home: {},
    log: SILENT_LOG,
    stop: new AbortController().signal,
    ...changed,
  };
}

/** A shell script that stands in for git; gives its path. */
export function makeScript(context: TestContext, body: string, name = 'git', ...more: string[]): string {
  const path = join(makeTemporaryDirectory(context), name);
  writeFileSync(path, ['#!/bin/sh', body, ...more, ''].join('\n'), { mode: 0o755 });
  return path;
}

/** Waits until a file has been made. */
export async function waitForFile(path: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const watcher = watch(dirname(path), (_event, name) => name === basename(path) && resolve());
  if (existsSync(path)) resolve();
  await promise;
  watcher.close();
}
