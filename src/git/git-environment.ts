/** No home, no global or system configuration, no locks in somebody else's checkout, no pathspec magic, nothing fetched by reading. */
export const READ_ENVIRONMENT: Readonly<Record<string, string>> = {
  // git gives up on a `~` in a checkout's configuration without a home; in this one there is never anything.
  HOME: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_NO_LAZY_FETCH: '1',
  // Older versions of git do not know the last one, and fetch what a partial clone lacks; `none` is no protocol.
  GIT_ALLOW_PROTOCOL: 'none',
};

/** What clone and fetch may speak; `ext::` and the like run programs. */
export const REMOTE_ENVIRONMENT: Readonly<Record<string, string>> = {
  GIT_ALLOW_PROTOCOL: 'https:http:ssh:file',
};

/** Configuration for every git, as `key=value`. */
export const SAFE_CONFIGURATION: readonly string[] = [
  // A service account may read a checkout that belongs to somebody else. The operator named this one directory;
  // git compares the real path of its top with this setting, which a symlink or a subdirectory would not match.
  'safe.directory=*',
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'i18n.logOutputEncoding=UTF-8',
  // What git started to speak http outlives a killed git, so it has to give up a dead connection by itself.
  'http.lowSpeedLimit=1',
  'http.lowSpeedTime=60',
];

/** The environment all gits have in common; nothing else of ours is passed on. */
export function toEnvironment(
  path: string,
  gitDir: string | undefined,
  extra: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const place: Readonly<Record<string, string>> = gitDir === undefined ? {} : { GIT_DIR: gitDir };
  return { PATH: path, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', ...place, ...extra };
}

/** With `--bare`, git's own directory is all there is: the files of a checkout, such as its `.mailmap`, are not looked at. */
export function toGlobalArguments(gitDir: string | undefined): readonly string[] {
  return gitDir === undefined ? [] : ['--bare'];
}
