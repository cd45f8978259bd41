import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRepository } from '../../src/git/open-repository.ts';
import { createLocator } from '../../src/locate/locate-exception.ts';
import type { Place } from '../../src/locate/place-frames.ts';
import type { Frame } from '../../src/parse/stack.ts';
import { makeSettings } from '../git/repository-settings.ts';
import { createGitRepository } from '../helpers/git-repository.ts';
import { REPORTED } from '../helpers/reported.ts';

/** Paths with what the files hold. */
export type Files = Readonly<Record<string, string>>;

export type TreeSettings = {
  readonly repository: Files;
  readonly service?: string;
  readonly mappings?: Readonly<Record<string, string>>;
  readonly prefix?: string | null;
};

/** A real repository with one commit, and a locator in it. Empty files hold two lines. */
export function openTree({
  repository: files,
  service = 'frontend',
  mappings = {},
  prefix = null,
}: TreeSettings) {
  const dir = mkdtempSync(join(tmpdir(), 'flawless-tree-'));
  const stop = new AbortController();
  const filled = Object.entries(files).map(([path, text]) => [path, text === '' ? 'a\nb\n' : text]);
  createGitRepository(dir, [
    {
      author: 'Ann <ann@shop.test>',
      date: '2025-01-01T10:00:00Z',
      message: 'Begin',
      files: Object.fromEntries(filled),
    },
  ]);
  const opened = openRepository(makeSettings({ dir, stop: stop.signal })).then(({ repository }) =>
    createLocator({
      repository,
      packageDirectories: ['node_modules', 'site-packages', 'dist-packages', '.cargo'],
      branchPattern: null,
      pathPrefix: prefix,
      timezone: 'UTC',
      pathMappings: mappings,
      sourceMapper: { mapFrames: async (frames) => frames },
    }),
  );

  return {
    /** Where a frame is, in a trace that has these others too. */
    async place(frame: Frame, beside: readonly Frame[]): Promise<Place> {
      const locate = await opened;
      const located = await locate({
        reported: { ...REPORTED, service },
        stackKey: 'key',
        stackless: false,
        exceptions: [{ type: 'Error', message: '', relation: 'root', frames: [frame, ...beside] }],
      });
      if ('unblamed' in located) throw new Error('the repository is empty');
      return located.exceptions[0]?.frames[0]?.place ?? { where: 'nowhere' };
    },
    remove(): void {
      stop.abort();
      rmSync(dir, { recursive: true });
    },
  };
}

/** A place in a few words. */
export function describePlace(place: Place): string {
  if (place.where === 'library') return `library ${place.path}`;
  if (place.where === 'nowhere' && place.isOurs) return 'nowhere, but ours';
  if (place.where !== 'ours') return place.where;
  const against = place.against === undefined ? '' : `, but ${place.against}`;
  return [`${place.path} ${place.agreement}${against}`, ...(place.others ?? [])].join(', or ');
}
