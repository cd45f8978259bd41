/** What an exception lacked that would have made its blame better. */
export type Shortfall =
  | 'no name'
  | 'no stack'
  | 'no lines'
  | 'compiled'
  | 'no revision'
  | 'unknown revision'
  | 'shallow'
  | 'no repository'
  | 'no line of ours';

/** What is missing, and what mends it: a sentence, and where there is one the line to write. */
export type SetupHint = { readonly what: string; readonly fix: string; readonly line: string | null };

/** The advice on a shortfall, for the language that `telemetry.sdk.language` names. */
export function adviseOn(shortfall: Shortfall, language: string | undefined): SetupHint {
  const line = shortfall === 'no stack' ? (STACKS[language ?? ''] ?? null) : null;
  if (shortfall === 'no stack' && line !== null) return { ...ADVICE[shortfall], line };
  if (shortfall === 'no lines')
    return { ...ADVICE[shortfall], fix: LINES[language ?? ''] ?? ADVICE[shortfall].fix };
  return ADVICE[shortfall];
}

const ADVICE: Readonly<Record<Shortfall, SetupHint>> = {
  'no name': {
    what: 'The service does not say its name.',
    fix: 'Set it where the service is started.',
    line: 'OTEL_SERVICE_NAME=shop',
  },
  'no stack': {
    what: 'Exceptions come without a stack trace, so the line has to be guessed.',
    fix: 'Record the exception itself with its stack trace, not its message alone.',
    line: null,
  },
  'no lines': {
    what: 'Stack traces come without files and line numbers.',
    fix: 'Deploy what the runtime needs to name them, such as debug symbols.',
    line: null,
  },
  compiled: {
    what: 'Compiled JavaScript comes without a source map.',
    fix: 'Upload the maps with each build, or deploy them beside the code.',
    line: 'flawless sourcemaps upload dist --service NAME --version VERSION --to URL',
  },
  'no revision': {
    what: 'The service does not say which revision it runs, so the newest code is blamed.',
    fix: 'Send the commit from where the service is built or started, or a tag as service.version.',
    line: 'OTEL_RESOURCE_ATTRIBUTES=vcs.ref.head.revision=$(git rev-parse HEAD)',
  },
  'unknown revision': {
    what: 'The service runs a revision that the repository does not have.',
    fix: 'Push the commits that are deployed, and build from a checkout without changes of its own.',
    line: null,
  },
  shallow: {
    what: 'The history of the repository is cut off, so whoever made its first commit is blamed.',
    fix: 'Give Flawless a whole clone.',
    line: 'git fetch --unshallow',
  },
  'no repository': {
    what: 'No repository is configured for the service.',
    fix: 'Name the service in an entry of repositories, or set repo_url for all others.',
    line: "repositories: [{ services: ['NAME'], repo_url: … }]",
  },
  'no line of ours': {
    what: 'Exceptions pass through no file of the repository.',
    fix: 'If they should, say which folder their paths begin in.',
    line: 'path_mappings: { /opt/app: . }',
  },
};

const STACKS: Readonly<Record<string, string>> = {
  go: 'span.RecordError(err, trace.WithStackTrace(true))',
  nodejs: 'span.recordException(error)',
  webjs: 'span.recordException(error)',
  python: 'span.record_exception(error)',
  java: 'span.recordException(throwable)',
  dotnet: 'activity.AddException(exception)',
  ruby: 'span.record_exception(error)',
  php: '$span->recordException($exception)',
  erlang: 'OpenTelemetry.Span.record_exception(span, exception, __STACKTRACE__)',
  rust: 'KeyValue::new("exception.stacktrace", Backtrace::force_capture().to_string())',
};

const LINES: Readonly<Record<string, string>> = {
  dotnet: 'Deploy the .pdb files beside the assemblies, or build with <DebugType>embedded</DebugType>.',
  java: 'Compile with -g, and keep LineNumberTable when the code is shrunk.',
  swift: 'Deploy with debug symbols (-g), so that frames have files and lines.',
};
