/** What a setting of the original's `flawless.cfg` is here: an option with its text, nothing, or a problem. */
export type Translated =
  { readonly name: string; readonly text: string } | { readonly problem: string } | null;

/** Translates one setting; `given` are the names of all that the file sets. An empty value counts as not set. */
export function translateOriginal(name: string, text: string, given: ReadonlySet<string>): Translated {
  if (text === '' || NOT_OURS.has(name)) return null;
  if (name === 'repo_dir' && given.has('repo_url')) return null;
  const now = RENAMED[name] ?? name;
  const value = (VALUES[now] ?? asItIs)(text);
  return typeof value === 'string' ? { name: now, text: value } : value;
}

// The first two told clients where the server is; exporters of OpenTelemetry have settings of their own for that.
const NOT_OURS: ReadonlySet<string> = new Set([
  'flawless_hostport',
  'flawless_hostports',
  'client_timeout',
  'log_file',
]);

const RENAMED: Readonly<Record<string, string>> = {
  report_runtime_package_directory_name: 'report_runtime_package_directory_names',
};

type Value = string | Exclude<Translated, { readonly name: string }>;

const VALUES: Readonly<Record<string, (text: string) => Value>> = {
  hostname: (text) => (text.includes('://') ? text : `http://${text}`),
  log_level: (text) => LEVELS[text.toLowerCase()] ?? text.toLowerCase(),
  report_only_after_minimum_date: (text) => text.replace(/\b\d\b/g, '0$&'),
  // What the original said unless it was told otherwise is less than what is said here.
  report_runtime_package_directory_names: (text) => (text === 'site-packages' ? null : text),
  only_blame_filepaths_matching: (text) => (text === ALL_BUT_EGGS ? null : text),
  repo_branch_pattern: toGlob,
};

const asItIs = (text: string) => text;

// Eggs are recognised as libraries by their directory.
const ALL_BUT_EGGS = String.raw`^(?!.*\.egg).*$`;

const LEVELS: Readonly<Record<string, string>> = { warning: 'warn', critical: 'error', notset: 'trace' };

/** The original matched branches by regular expression. */
function toGlob(pattern: string): Value {
  const glob = pattern
    .replace(/^\^/, '')
    .replace(/\$$/, '')
    .replaceAll(/(?:\.|\\d|\[0-9\])[*+]/g, '*')
    .replaceAll(/\\([-._/])/g, '$1');
  if (!/[\\^$()[\]{}+|]/.test(glob)) return glob;
  return { problem: 'this is a regular expression, and here it must be a glob, such as release-*' };
}
