import type { ResolvedCommit } from './resolve-name.ts';
import type { RunGit } from './run-git.ts';

const PLACES = ['refs/heads/', 'refs/remotes/origin/'];
// What comes before the version it is named after, in the order it does.
const PRERELEASES = ['-alpha', '-beta', '-pre', '-rc'];
const PRERELEASE = /^(.*?)(-(?:alpha|beta|pre|rc).*)$/;

/** The branch, here or at the origin, with the naturally greatest name that matches a glob; rejects with `GitFailure`. */
export async function findNewestBranch(run: RunGit, glob: string): Promise<ResolvedCommit | null> {
  const found = await Promise.all(PLACES.map((place) => findNewest(run, place, glob)));
  // Of two of the same name, the origin's is the newer one.
  return found.reduce((best, next) =>
    best === null || (next !== null && compareNames(next.name, best.name) >= 0) ? next : best,
  );
}

/** The names of two places are apart in git's order, whatever they are. Format: git-config(1), versionsort.suffix. */
async function findNewest(run: RunGit, place: string, glob: string): Promise<ResolvedCommit | null> {
  const output = await run([
    ...PRERELEASES.flatMap((suffix) => ['-c', `versionsort.suffix=${suffix}`]),
    'for-each-ref',
    '--sort=-version:refname',
    '--count=1',
    '--format=%(objectname) %(refname)',
    `${place}${glob}`,
  ]);
  const [commit = '', ref = ''] = output.trim().split(' ');
  return commit === '' ? null : { commit, name: ref.slice(place.length), kind: 'branch' };
}

const { compare } = new Intl.Collator('en', { numeric: true });

function compareNames(a: string, b: string): number {
  const [[version, stage], [otherVersion, otherStage]] = [splitName(a), splitName(b)];
  const later =
    stage === '' || otherStage === '' ? otherStage.length - stage.length : compare(stage, otherStage);
  return compare(version, otherVersion) || later;
}

function splitName(name: string): readonly [version: string, stage: string] {
  const [, version = name, stage = ''] = PRERELEASE.exec(name) ?? [];
  return [version, stage];
}
