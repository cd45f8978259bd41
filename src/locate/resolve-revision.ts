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
  return found === null ? null : explain(found, REVISION, revision);
}

const REVISION = 'vcs.ref.head.revision';
const VERSION = 'service.version';

/** A service that told a revision which is not here runs something else than its version's tag. */
async function fromServiceVersion(repository: Names, reported: Reported): Promise<Revision | null> {
  const { revision, serviceVersion = '' } = reported;
  for (const name of versionNames(reported)) {
    const found = await repository.resolve(name);
    if (found === null || found.kind === 'branch') continue;
    if (revision === undefined) return explain(found, VERSION, serviceVersion);
    const because = `${describeUnknown(revision)}; what its version names was taken instead: ${nameFound(found, VERSION, serviceVersion)}`;
    return { commit: found.commit, known: false, because };
  }
  return null;
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
  const branch = pattern === null ? null : await repository.newestBranch(pattern);
  const found = branch ?? (await repository.resolve('HEAD'));
  if (found === null) return null;
  const short = shortenHash(found.commit);
  const what = branch === null ? 'HEAD' : `${branch.name}, the newest branch that matches ${pattern}`;
  const because = `${describeMissing(reported)}; the lines are those of ${what}, now at commit ${short}`;
  return { commit: found.commit, known: false, because };
}

function describeMissing({ revision, serviceVersion }: Reported): string {
  if (revision !== undefined) return describeUnknown(revision);
  if (serviceVersion === undefined) return `the service does not say what it runs (${REVISION})`;
  const version = shorten(serviceVersion);
  return `the service says that it runs version ${version} (${VERSION}), which is no tag or commit here`;
}

function describeUnknown(revision: string): string {
  return `the service says that it runs ${shortenHash(shorten(revision))} (${REVISION}), which the repository does not have`;
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function shortenHash(text: string): string {
  return /^[0-9a-f]{11,64}$/i.test(text) ? text.slice(0, 10) : text;
}

function explain(found: ResolvedCommit, attribute: string, told: string): Revision {
  const isDirty = DIRT.test(told);
  const changes = isDirty ? ', with changes that were in no commit' : '';
  return {
    commit: found.commit,
    known: found.kind !== 'branch' && !isDirty,
    because: `the service says that it runs ${nameFound(found, attribute, told)}${changes}`,
  };
}

/** What a service told, and what that is in the repository. */
function nameFound({ commit, name, kind }: ResolvedCommit, attribute: string, told: string): string {
  const short = shortenHash(commit);
  if (kind === 'commit') return `commit ${short} (${attribute})`;
  if (kind === 'branch') return `branch ${name} (${attribute}), which is now at commit ${short}`;
  const tag = name === told ? 'the tag' : `which is the tag ${name}`;
  return `${shorten(told)} (${attribute}), ${tag} of commit ${short}`;
}
