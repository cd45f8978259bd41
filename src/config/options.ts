import type { FormatName } from './formats.ts';
import { REPOSITORY_FIELDS, type EntryField, type RepositoryEntry } from './repository-entry.ts';

/**
 * One option of `flawless.yaml`. The schema, the environment variables, `flawless options`, the shipped file and the
 * type `Config` all come from this table; code uses the names as they are written in the file.
 */
export type Option = {
  readonly group: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'enum' | 'list' | 'map' | 'entries';
  /** Null: the option has no value unless somebody sets one. */
  readonly default: string | number | boolean | null | readonly string[] | Readonly<Record<string, string>>;
  /** What a text, each item of a list, or each value of a map must look like. */
  readonly format?: FormatName;
  readonly values?: readonly string[];
  /** What each mapping in a list of entries may hold. */
  readonly fields?: Readonly<Record<string, EntryField>>;
  readonly unit?: 'bytes' | 'milliseconds' | 'seconds' | 'weeks';
  readonly minimum?: number;
  readonly maximum?: number;
  /** `value`: never shown. `userinfo`: shown without the credentials in front of the `@`. */
  readonly secret?: 'value' | 'userinfo';
  /** What the shipped file shows for an option without a default. */
  readonly example?: string | readonly string[] | readonly Readonly<Record<string, unknown>>[];
  readonly about: string;
};

const RECEIVING = 'Receiving OTLP/HTTP';
const WEB = 'Web pages';
const MAIL = 'E-mail';
const REPOSITORY = 'The repository';
const BLAMING = 'Blaming';
const REPORTING = 'When to write';
const FORWARDING = 'Forwarding';
const RUNNING = 'Running';

export const OPTIONS = {
  port: {
    group: RECEIVING,
    type: 'integer',
    default: 4318,
    minimum: 0,
    maximum: 65535,
    about: 'Port on which applications and Collectors send OTLP/HTTP.',
  },
  listen_host: {
    group: RECEIVING,
    type: 'string',
    default: '127.0.0.1',
    format: 'host',
    about: 'Address the OTLP port listens on; 0.0.0.0 lets other machines send.',
  },
  ingest_tokens: {
    group: RECEIVING,
    type: 'list',
    default: [],
    format: 'token',
    secret: 'value',
    about:
      'Bearer tokens of which senders must present one; without any, everybody who reaches the port may send.',
  },
  tls_cert: {
    group: RECEIVING,
    type: 'string',
    default: null,
    format: 'one-line',
    example: './tls/server.crt',
    about:
      'File with the certificate chain (PEM) of the OTLP port, which then speaks https only; needs tls_key.',
  },
  tls_key: {
    group: RECEIVING,
    type: 'string',
    default: null,
    format: 'one-line',
    example: './tls/server.key',
    about: 'File with the private key (PEM) that belongs to tls_cert.',
  },
  cors_allowed_origins: {
    group: RECEIVING,
    type: 'list',
    default: [],
    format: 'origin',
    about:
      'Web pages whose browsers may send: origins, in which * stands for any characters; without any, none may.',
  },
  cors_allowed_headers: {
    group: RECEIVING,
    type: 'list',
    default: [],
    format: 'header-name',
    about: 'Headers such pages may send besides content-type, content-encoding and authorization.',
  },
  max_request_bytes: {
    group: RECEIVING,
    type: 'integer',
    default: 67108864,
    unit: 'bytes',
    minimum: 1024,
    about:
      'Largest request accepted, measured before and after decompression; larger ones are answered with 413.',
  },
  http_port: {
    group: WEB,
    type: 'integer',
    default: 8080,
    minimum: 0,
    maximum: 65535,
    about: 'Port of the web pages.',
  },
  http_host: {
    group: WEB,
    type: 'string',
    default: '127.0.0.1',
    format: 'host',
    about: 'Address the web pages listen on; anything but a loopback address needs web_auth.',
  },
  hostname: {
    group: WEB,
    type: 'string',
    default: 'http://localhost:8080',
    format: 'base-url',
    about: 'Public address of the web pages, used in the links of mails and of enriched spans.',
  },
  web_auth: {
    group: WEB,
    type: 'enum',
    values: ['none', 'users', 'proxy'],
    default: null,
    example: 'none',
    about:
      'Who may see and change the web pages: web_users who log in, whom a proxy has let in, or, with none, everybody who reaches the port.',
  },
  web_users: {
    group: WEB,
    type: 'map',
    default: {},
    format: 'password-hash',
    secret: 'value',
    about:
      'Who may log in with web_auth: users, as a mapping of name to what `flawless hash-password` prints.',
  },
  web_proxy_header: {
    group: WEB,
    type: 'string',
    default: 'X-Forwarded-User',
    format: 'header-name',
    about:
      'Header in which the proxy says who asks, with web_auth: proxy. The proxy must replace what browsers send.',
  },
  web_trusted_proxies: {
    group: WEB,
    type: 'list',
    default: [],
    format: 'address-range',
    about:
      'Addresses or ranges of the proxies in front of the web pages; of others, such headers and X-Forwarded-For are ignored.',
  },
  upload_tokens: {
    group: WEB,
    type: 'list',
    default: [],
    format: 'token',
    secret: 'value',
    about:
      'Bearer tokens that let `flawless sourcemaps upload` in; without any, nobody may upload source maps.',
  },
  trace_url_template: {
    group: WEB,
    type: 'string',
    default: null,
    format: 'trace-url',
    example: 'https://traces.example.com/trace/{trace_id}',
    about: 'Link to a trace in mails and pages; {trace_id} is replaced by its id.',
  },
  email_domain_name: {
    group: MAIL,
    type: 'string',
    default: 'example.com',
    format: 'domain',
    about: 'Domain of the addresses of developers whose commits carry none, and of the sender.',
  },
  ignore_vcs_email_domain: {
    group: MAIL,
    type: 'boolean',
    default: false,
    about: 'Write to the name in front of the @ at email_domain_name, whatever domain the commit carries.',
  },
  default_contact: {
    group: MAIL,
    type: 'string',
    default: null,
    format: 'email',
    example: 'oncall@example.com',
    about: 'Who hears of errors nobody can be blamed for, and of problems of Flawless itself.',
  },
  smtp_host: {
    group: MAIL,
    type: 'string',
    default: null,
    format: 'host-port',
    example: 'smtp.example.com:587',
    about:
      'Mail server as host or host:port; without one, mails are written to data_dir_path/mail and shown at /mail.',
  },
  smtp_user: {
    group: MAIL,
    type: 'string',
    default: null,
    example: 'flawless',
    about: 'Name to log in to the mail server with.',
  },
  smtp_password: {
    group: MAIL,
    type: 'string',
    default: null,
    secret: 'value',
    example: '${env:SMTP_PASSWORD:-}',
    about: 'Password to log in to the mail server with.',
  },
  smtp_use_tls: {
    group: MAIL,
    type: 'boolean',
    default: false,
    about:
      'Require TLS: from the start on port 465, by STARTTLS on any other; false uses STARTTLS if it is offered.',
  },
  smtp_from: {
    group: MAIL,
    type: 'string',
    default: null,
    format: 'email',
    example: 'flawless@example.com',
    about: 'Sender of the mails; without one, flawless at email_domain_name.',
  },
  max_emails_per_hour: {
    group: MAIL,
    type: 'integer',
    default: 60,
    minimum: 0,
    about:
      'Mails sent in an hour at most; for the rest each recipient gets one digest when there is room again.',
  },
  repo_type: {
    group: REPOSITORY,
    type: 'enum',
    values: ['git'],
    default: 'git',
    about: 'Version control system of the repository.',
  },
  repo_dir: {
    group: REPOSITORY,
    type: 'string',
    default: null,
    format: 'directory',
    example: '.',
    about:
      'Directory of the repository whose code runs in production; this, repo_url or repositories must be set.',
  },
  repo_url: {
    group: REPOSITORY,
    type: 'string',
    default: null,
    format: 'repository-url',
    secret: 'userinfo',
    example: 'https://git.example.com/team/app.git',
    about:
      'Where to fetch the repository from: an http, https, ssh or file URL, user@host:path, or an absolute path.',
  },
  repo_branch_pattern: {
    group: REPOSITORY,
    type: 'string',
    default: null,
    format: 'one-line',
    example: 'release/*',
    about:
      'Glob of branches; of those that match, the newest is blamed when the running revision is unknown.',
  },
  repo_update_interval_s: {
    group: REPOSITORY,
    type: 'integer',
    default: 300,
    unit: 'seconds',
    minimum: 1,
    maximum: 86400,
    about: 'How often new commits are fetched.',
  },
  repositories: {
    group: REPOSITORY,
    type: 'entries',
    default: null,
    fields: REPOSITORY_FIELDS,
    example: [
      { services: ['cart', 'cart-*'], repo_url: 'https://git.example.com/team/cart.git' },
      { services: ['search'], repo_dir: '/srv/monorepo', path_prefix: 'services/search' },
    ],
    about:
      'Repositories of particular services, the first that fits; repo_dir or repo_url is for all others, and may then be left out.',
  },
  git_cli_path: {
    group: REPOSITORY,
    type: 'string',
    default: 'git',
    format: 'one-line',
    about: 'The git program: a path, or a name looked up in PATH.',
  },
  blame_ignore_revs_file: {
    group: BLAMING,
    type: 'string',
    default: null,
    format: 'one-line',
    example: '/etc/flawless/ignore-revs',
    about:
      'Path of a list of commits to look through, such as those of formatters, beside the .git-blame-ignore-revs of the repository.',
  },
  use_mailmap: {
    group: BLAMING,
    type: 'boolean',
    default: true,
    about: "Whether the repository's .mailmap gives authors their names and addresses.",
  },
  max_concurrent_git_blames: {
    group: REPOSITORY,
    type: 'integer',
    default: 10,
    minimum: 1,
    maximum: 1000,
    about: 'How many git processes run at once; the others wait.',
  },
  report_runtime_package_directory_names: {
    group: BLAMING,
    type: 'list',
    default: [
      'site-packages',
      'dist-packages',
      'node_modules',
      'bower_components',
      '.cargo',
      '.rustup',
      'Pods',
    ],
    format: 'directory-name',
    about:
      'Names of directories that hold libraries only; add vendor if yours does. Their code is never blamed.',
  },
  path_mappings: {
    group: BLAMING,
    type: 'map',
    default: {},
    format: 'repository-path',
    about:
      'Folders of the repository by what paths in stack traces begin with, such as /opt/cart: services/cart, for code that is not found by itself; the top of the repository is a dot.',
  },
  only_blame_filepaths_matching: {
    group: BLAMING,
    type: 'list',
    default: null,
    format: 're2',
    example: ['^src/', '^lib/.*[.]py$'],
    about: 'RE2 patterns of repository paths; only files that match one are blamed. Without any, all are.',
  },
  minimum_confidence: {
    group: BLAMING,
    type: 'enum',
    values: ['exact', 'branch', 'weak'],
    default: 'branch',
    about: 'How sure a blame must be before its author is written to; below it default_contact is told.',
  },
  report_only_after_minimum_date: {
    group: REPORTING,
    type: 'string',
    default: '1970-01-01',
    format: 'date',
    about: 'Errors in lines last changed before this day are counted but not mailed.',
  },
  report_error_threshold: {
    group: REPORTING,
    type: 'integer',
    default: 3,
    minimum: 1,
    about: 'How often an error must occur in a week before its author is written to.',
  },
  report_fixed_errors: {
    group: REPORTING,
    type: 'boolean',
    default: true,
    about:
      'Write also about lines that were changed after the revision that ran; false keeps such mails back where the blame is exact and nothing in the file reads so any more.',
  },
  weekly_report_recipients: {
    group: REPORTING,
    type: 'list',
    default: [],
    format: 'email',
    example: ['team@example.com'],
    about: 'Who gets the report of the week that ended, each Sunday at 8; without any, nobody does.',
  },
  timezone: {
    group: REPORTING,
    type: 'string',
    default: 'UTC',
    format: 'time-zone',
    about: 'Time zone in which weeks begin and times are shown.',
  },
  upstream_endpoint: {
    group: FORWARDING,
    type: 'string',
    default: null,
    format: 'otlp-endpoint',
    example: 'http://collector.example.com:4318',
    about: 'Base URL of the OTLP/HTTP endpoint everything is forwarded to; without one the stream ends here.',
  },
  upstream_headers: {
    group: FORWARDING,
    type: 'map',
    default: {},
    format: 'header-value',
    secret: 'value',
    about: 'Headers added to forwarded requests, as a mapping of name to value.',
  },
  upstream_timeout_ms: {
    group: FORWARDING,
    type: 'integer',
    default: 10000,
    unit: 'milliseconds',
    minimum: 1,
    maximum: 600000,
    about: 'How long a forwarded request may take before it is spooled and sent again later.',
  },
  upstream_compression: {
    group: FORWARDING,
    type: 'enum',
    values: ['received', 'gzip', 'none'],
    default: 'received',
    about: 'Compression of forwarded requests; received keeps what the sender used.',
  },
  spool_max_bytes: {
    group: FORWARDING,
    type: 'integer',
    default: 536870912,
    unit: 'bytes',
    minimum: 0,
    about:
      'Disk space for requests that wait for the upstream; when it is full, senders are told to come back.',
  },
  enrich_timeout_ms: {
    group: FORWARDING,
    type: 'integer',
    default: 1000,
    unit: 'milliseconds',
    minimum: 0,
    maximum: 60000,
    about: 'How long a request waits for its first blame before it is forwarded without.',
  },
  enrich_author: {
    group: FORWARDING,
    type: 'enum',
    values: ['email', 'name', 'hash', 'none'],
    default: 'email',
    about: 'How the author of a blamed line is written into the spans.',
  },
  data_dir_path: {
    group: RUNNING,
    type: 'string',
    default: './data',
    format: 'one-line',
    about: 'Directory of what Flawless remembers; like every relative path, seen from the working directory.',
  },
  config_dir_path: {
    group: RUNNING,
    type: 'string',
    default: null,
    format: 'one-line',
    example: './config',
    about: 'Directory of the rule files; without one, the directory of the configuration file.',
  },
  max_errors_per_week: {
    group: RUNNING,
    type: 'integer',
    default: 100_000,
    minimum: 1,
    about:
      'Different errors kept apart in a week, about 1.5 KB of disk each; what comes beyond is counted together as "everything else".',
  },
  retention_weeks: {
    group: RUNNING,
    type: 'integer',
    default: 26,
    unit: 'weeks',
    minimum: 1,
    maximum: 5200,
    about: 'How long errors are remembered.',
  },
  log_level: {
    group: RUNNING,
    type: 'enum',
    values: ['trace', 'debug', 'info', 'warn', 'error'],
    default: 'info',
    about: 'Least severe messages that are logged.',
  },
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof OPTIONS;

/** Every option has a value: what the file or the environment says, else the default. */
export type Config = { readonly [Name in OptionName]: ValueOf<(typeof OPTIONS)[Name]> };

type ValueOf<O extends Option> = WrittenValue<O> | (O['default'] extends null ? null : never);

type WrittenValue<O extends Option> = O extends {
  readonly type: 'enum';
  readonly values: readonly (infer V)[];
}
  ? V
  : {
      string: string;
      integer: number;
      boolean: boolean;
      list: readonly string[];
      map: Readonly<Record<string, string>>;
      enum: never;
      entries: readonly RepositoryEntry[];
    }[O['type']];

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table has no other keys
export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

/** An option seen as what all options have in common. */
export function getOption(name: OptionName): Option {
  return OPTIONS[name];
}

/** The environment variable that overrides an option. */
export function environmentName(name: string): string {
  return `FLAWLESS_${name.toUpperCase()}`;
}
