import type { Repository, ResolvedCommit } from '../git/repository.ts';

/** The commit whose lines the trace is read against, and how it was found. */
export type Revision = {
  readonly commit: string;
  /** The service said which commit or tag it runs, and the repository has it. */
  readonly known: boolean;
  /** A sentence for people. */
  readonly because: string;
};

/** What a repository knows by name. */
type Names = Pick<Repository, 'resolve' | 'newestBranch'>;

type Reported = { readonly service: string; readonly serviceVersion?: string; readonly revision?: string };

/**
 * `vcs.ref.head.revision`, else `service.version` if it is a commit or a tag, else the newest branch matching
 * `branchPattern`, else HEAD. Null when the repository has no commit at all.
 */
export async function resolveRevision(
  repository: Names,
  reported: Reported,
  branchPattern: string | null,
): Promise<Revision | null> {
  return (
    (await fromRevisionAttribute(repository, reported)) ??
    (await fromServiceVersion(repository, reported)) ??
    (await fromBranches(repository, reported, branchPattern))
  );
}

async function fromRevisionAttribute(repository: Names, { revision }: Reported): Promise<Revision | null> {
  if (revision === undefined) return null;
  const found = await repository.resolve(dropDirt(revision));
  return found === null ? null : explain(found, 'vcs.ref.head.revision', revision);
}

async function fromServiceVersion(repository: Names, reported: Reported): Promise<Revision | null> {
  for (const name of versionNames(reported)) {
    const found = await repository.resolve(name);
    if (found !== null && found.kind !== 'branch')
      return doubt(explain(found, 'service.version', reported.serviceVersion ?? ''), reported);
  }
  return null;
}

/** A service that told a revision which is not here runs something else than its version's tag. */
function doubt(found: Revision, { revision }: Reported): Revision {
  if (revision === undefined) return found;
  const because = `the repository has no revision ${shorten(revision)}, but ${found.because}`;
  return { ...found, known: false, because };
}

/** A hash at the end: behind `-g` as `git describe` has it, or behind a +, where semantic versions tell the build. */
const HASH = /(?:-\d{1,9}-g|\+(?:sha\.|git\.|g)?)([0-9a-f]{7,64})$/;
const MAX_VERSION = 200;

function versionNames({ service, serviceVersion }: Reported): readonly string[] {
  if (serviceVersion === undefined || serviceVersion === '') return [];
  const version = dropDirt(serviceVersion.slice(0, MAX_VERSION));
  const hash = HASH.exec(version)?.[1];
  if (hash !== undefined) return [hash];
  // A tag that names the service means it, and not what else is released from its repository.
  return [`${service}@${version}`, `${service}-${version}`, version, `v${version}`, `release-${version}`];
}

/** `git describe --dirty` ends so for a checkout that has changes of its own. */
const DIRT = /[-+.](?:dirty|modified)$/;

function dropDirt(version: string): string {
  return version.replace(DIRT, '');
}

async function fromBranches(
  repository: Names,
  reported: Reported,
  pattern: string | null,
): Promise<Revision | null> {
  const missing = describeMissing(reported);
  const branch = pattern === null ? null : await repository.newestBranch(pattern);
  if (branch !== null) {
    const because = `${missing}, so the newest branch matching ${pattern}, ${branch.name}, was used`;
    return { commit: branch.commit, known: false, because };
  }
  const head = await repository.resolve('HEAD');
  return (
    head && { commit: head.commit, known: false, because: `${missing}, so the repository's HEAD was used` }
  );
}

function describeMissing({ revision, serviceVersion }: Reported): string {
  if (revision !== undefined) return `the repository has no revision ${shorten(revision)}`;
  if (serviceVersion !== undefined)
    return `service.version ${shorten(serviceVersion)} is not a commit or a tag`;
  return 'the service did not say which revision it runs';
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function explain(found: ResolvedCommit, attribute: string, told: string): Revision {
  const short = found.commit.slice(0, 10);
  const what = found.kind === 'commit' ? 'a commit' : `the ${found.kind} of commit ${short}`;
  const isDirty = DIRT.test(told);
  return {
    commit: found.commit,
    known: found.kind !== 'branch' && !isDirty,
    because: `${attribute} ${found.name} is ${what}${isDirty ? ', built with changes of its own' : ''}`,
  };
}
