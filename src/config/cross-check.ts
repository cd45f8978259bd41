import { HEADER_NAME } from './formats.ts';
import { isOwnPort } from './is-own-port.ts';
import type { Config, OptionName } from './options.ts';
import type { RepositoryEntry } from './repository-entry.ts';

/**
 * A mistake that lies in how options go together. `options` are those involved, the one to change first; `path` leads to
 * an entry of it.
 */
export type Conflict = {
  readonly options: readonly OptionName[];
  readonly path?: readonly string[];
  readonly message: string;
};

/** Looks for options that are right one by one but wrong together; those in `wrong` are no ground for a complaint. */
export function crossCheck(config: Config, wrong: ReadonlySet<string>): Conflict[] {
  const conflicts = CHECKS.filter(({ fails }) => fails(config));
  return [...conflicts, ...checkRepositories(config)]
    .filter(({ options }) => !options.some((name) => wrong.has(name)))
    .map(({ options, path, message }) => ({ options, message, ...(path && { path }) }));
}

function checkRepositories({ repositories }: Config): Conflict[] {
  return (repositories ?? []).flatMap((entry, i) =>
    explainEntry(entry).map((what) => ({
      options: ['repositories'],
      path: ['repositories', String(i)],
      message: `item ${i + 1} of repositories ${what}`,
    })),
  );
}

function explainEntry({ services, repo_dir, repo_url, vcs_repository_url_full: url }: RepositoryEntry) {
  const servesNobody = services.length === 0 && repo_url === null && url === null;
  return [
    ...(repo_dir !== null && repo_url !== null ? ['has both repo_dir and repo_url; remove one of them'] : []),
    ...(repo_dir === null && repo_url === null ? ['has neither repo_dir nor repo_url; add one of them'] : []),
    ...(servesNobody ? ['serves nobody; add services, repo_url or vcs_repository_url_full'] : []),
  ];
}

const CHECKS: readonly (Conflict & { readonly fails: (config: Config) => boolean })[] = [
  {
    options: ['repo_dir', 'repo_url', 'repositories'],
    message:
      'none of repo_dir, repo_url and repositories is set; set one, so that Flawless knows whose code runs',
    fails: (config) =>
      config.repo_dir === null && config.repo_url === null && (config.repositories ?? []).length === 0,
  },
  {
    options: ['repo_url', 'repo_dir'],
    message: 'repo_dir and repo_url are both set; remove one, because a checkout is not mirrored',
    fails: (config) => config.repo_dir !== null && config.repo_url !== null,
  },
  {
    options: ['http_host', 'web_auth'],
    message:
      'http_host is not a loopback address, so everybody who reaches it could change the rules; set web_auth to users or proxy, or http_host to 127.0.0.1, or write "web_auth: none" if that is meant',
    fails: (config) => !isLoopback(config.http_host) && config.web_auth === null,
  },
  {
    options: ['web_auth', 'web_users'],
    message:
      'web_auth is users, but web_users has none; add a name with what `flawless hash-password` prints',
    fails: (config) => config.web_auth === 'users' && Object.keys(config.web_users).length === 0,
  },
  {
    options: ['web_users', 'web_auth'],
    message: 'web_users is set, but nobody has to log in; set web_auth to users',
    fails: (config) => config.web_auth !== 'users' && Object.keys(config.web_users).length > 0,
  },
  {
    options: ['web_auth', 'web_trusted_proxies'],
    message:
      'web_auth is proxy, but web_trusted_proxies names none; add the addresses from which your proxy asks',
    fails: (config) => config.web_auth === 'proxy' && config.web_trusted_proxies.length === 0,
  },
  {
    options: ['http_port', 'port', 'http_host', 'listen_host'],
    message: 'http_port and port are the same on the same address; give one of them another number',
    fails: (config) => config.port !== 0 && config.port === config.http_port && sharesAddress(config),
  },
  {
    options: ['tls_cert', 'tls_key'],
    message: 'tls_cert is set without tls_key; set both or neither',
    fails: (config) => config.tls_cert !== null && config.tls_key === null,
  },
  {
    options: ['tls_key', 'tls_cert'],
    message: 'tls_key is set without tls_cert; set both or neither',
    fails: (config) => config.tls_key !== null && config.tls_cert === null,
  },
  {
    options: ['smtp_user', 'smtp_password'],
    message: 'smtp_user is set without smtp_password; set both or neither',
    fails: (config) => config.smtp_user !== null && config.smtp_password === null,
  },
  {
    options: ['smtp_password', 'smtp_user'],
    message: 'smtp_password is set without smtp_user; set both or neither',
    fails: (config) => config.smtp_password !== null && config.smtp_user === null,
  },
  {
    options: ['upstream_headers'],
    message: 'upstream_headers has a name that is not a header name; use letters, digits and dashes',
    fails: (config) => !Object.keys(config.upstream_headers).every((name) => HEADER_NAME.test(name)),
  },
  {
    options: ['upstream_endpoint', 'port', 'listen_host'],
    message: 'upstream_endpoint is the port Flawless itself listens on; forward to another one',
    fails: ({ upstream_endpoint: endpoint, listen_host: host, port }) =>
      endpoint !== null && isOwnPort(endpoint, { host, port }),
  },
];

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function sharesAddress({ listen_host, http_host }: Config): boolean {
  if (isWildcard(listen_host) || isWildcard(http_host)) return true;
  return listen_host.toLowerCase() === http_host.toLowerCase();
}
