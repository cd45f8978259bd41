import { cleanRepositoryUrl } from './clean-repository-url.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the variables of a platform tell of the code that runs. */
export interface PlatformFacts {
  readonly service?: string;
  readonly revision?: string;
  readonly repositoryUrl?: string;
}

/** What the platform where the code is deployed says, and the plain variables of those that build images. */
export function readDeployment(env: Environment): PlatformFacts {
  return readFacts(env, DEPLOYMENTS);
}

/** What the CI says whose job runs the code. */
export function readJob(env: Environment): PlatformFacts {
  return readFacts(env, JOBS);
}

/** Names of variables, the most telling first, or what makes a value of several. */
interface Platform {
  readonly service?: readonly Source[];
  readonly revision: readonly Source[];
  readonly url?: readonly Source[];
}

type Source = string | ((env: Environment) => string | undefined);

/** Each as its platform documents it. Heroku, Render and Fly do not tell the address of the repository. */
const DEPLOYMENTS: readonly Platform[] = [
  { revision: ['VERCEL_GIT_COMMIT_SHA'], url: [findVercelUrl] },
  { service: ['HEROKU_APP_NAME'], revision: ['HEROKU_BUILD_COMMIT', 'HEROKU_SLUG_COMMIT'] },
  { service: ['RENDER_SERVICE_NAME'], revision: ['RENDER_GIT_COMMIT'] },
  {
    service: ['RAILWAY_SERVICE_NAME'],
    revision: ['RAILWAY_GIT_COMMIT_SHA'],
    url: [(env) => join(env, 'https://github.com', 'RAILWAY_GIT_REPO_OWNER', 'RAILWAY_GIT_REPO_NAME')],
  },
  { service: ['FLY_APP_NAME'], revision: [readFlyTag] },
  { service: ['K_SERVICE'], revision: [] },
  {
    revision: ['GIT_COMMIT', 'GIT_COMMIT_SHA', 'GIT_SHA', 'COMMIT_SHA', 'SOURCE_COMMIT', 'SOURCE_VERSION'],
    url: ['GIT_URL', 'GIT_REPOSITORY_URL'],
  },
  { revision: ['DD_GIT_COMMIT_SHA'], url: ['DD_GIT_REPOSITORY_URL'] },
];

const JOBS: readonly Platform[] = [
  {
    revision: ['GITHUB_SHA'],
    url: [(env) => join(env, env['GITHUB_SERVER_URL'] ?? 'https://github.com', 'GITHUB_REPOSITORY')],
  },
  {
    revision: ['CI_MERGE_REQUEST_SOURCE_BRANCH_SHA', 'CI_COMMIT_SHA'],
    url: ['CI_PROJECT_URL', 'CI_REPO_URL'],
  },
  { revision: ['BITBUCKET_COMMIT'], url: ['BITBUCKET_GIT_HTTP_ORIGIN'] },
  { revision: ['BUILD_SOURCEVERSION'], url: ['BUILD_REPOSITORY_URI'] },
  { revision: ['CIRCLE_SHA1'], url: ['CIRCLE_REPOSITORY_URL'] },
  { revision: ['CODEBUILD_RESOLVED_SOURCE_VERSION'], url: ['CODEBUILD_SOURCE_REPO_URL'] },
  { revision: ['BUILDKITE_COMMIT'], url: ['BUILDKITE_REPO'] },
  { revision: ['DRONE_COMMIT_SHA'], url: ['DRONE_REPO_LINK'] },
  { revision: ['SEMAPHORE_GIT_SHA'], url: ['SEMAPHORE_GIT_URL'] },
  { revision: ['COMMIT_REF'], url: ['REPOSITORY_URL'] },
  { revision: ['TRAVIS_PULL_REQUEST_SHA', 'TRAVIS_COMMIT'] },
  { revision: ['BUILD_VCS_NUMBER'] },
];

function readFacts(env: Environment, platforms: readonly Platform[]): PlatformFacts {
  const service = find(
    env,
    platforms.flatMap((platform) => platform.service ?? []),
    (text) => text,
  );
  const revision = find(
    env,
    platforms.flatMap((platform) => platform.revision),
    toRevision,
  );
  const repositoryUrl = find(
    env,
    platforms.flatMap(({ url }) => url ?? []),
    cleanRepositoryUrl,
  );
  return {
    ...(service === undefined ? {} : { service }),
    ...(revision === undefined ? {} : { revision }),
    ...(repositoryUrl === undefined ? {} : { repositoryUrl }),
  };
}

function find(
  env: Environment,
  sources: readonly Source[],
  check: (text: string) => string | undefined,
): string | undefined {
  for (const source of sources) {
    const text = (typeof source === 'string' ? env[source] : source(env))?.trim() ?? '';
    const checked = text === '' ? undefined : check(text);
    if (checked !== undefined) return checked;
  }
  return undefined;
}

/** A branch, a `HEAD` or a version stands in some of these variables too. */
function toRevision(text: string): string | undefined {
  return /^[0-9a-f]{7,64}$/i.test(text) ? text.toLowerCase() : undefined;
}

function join(env: Environment, server: string, ...names: readonly string[]): string | undefined {
  const parts = names.map((name) => env[name] ?? '');
  return parts.includes('') ? undefined : [server, ...parts].join('/');
}

const VERCEL_HOSTS: ReadonlyMap<string, string> = new Map([
  ['github', 'https://github.com'],
  ['gitlab', 'https://gitlab.com'],
  ['bitbucket', 'https://bitbucket.org'],
]);

function findVercelUrl(env: Environment): string | undefined {
  const host = VERCEL_HOSTS.get(env['VERCEL_GIT_PROVIDER'] ?? '');
  return host === undefined ? undefined : join(env, host, 'VERCEL_GIT_REPO_OWNER', 'VERCEL_GIT_REPO_SLUG');
}

/** The label of `fly deploy --image-label`, where it is a whole hash; the digest behind an @ is the image's own. */
function readFlyTag(env: Environment): string | undefined {
  const [reference = ''] = (env['FLY_IMAGE_REF'] ?? '').split('@');
  return /:([0-9a-f]{40})$/i.exec(reference)?.[1];
}
