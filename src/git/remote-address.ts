import { createHash } from 'node:crypto';
import { basename } from 'node:path';

/** Where to mirror from, fit for command lines, configuration files and logs. */
export type RemoteAddress = {
  /** Without the user information of http; the user name of ssh is no secret and stays. */
  readonly url: string;
  /** The last part of the path, without `.git`. */
  readonly name: string;
  /** The name of the mirror's directory, another one for every URL. */
  readonly dirName: string;
  /** The credentials as configuration in git's environment, which other users of the machine cannot read. */
  readonly env: Readonly<Record<string, string>>;
};

/** Takes `repo_url` apart. Format of the environment: git-config(1), GIT_CONFIG_COUNT. */
export function readRemoteAddress(setting: string): RemoteAddress {
  // git takes the scheme for the name of a program of its own, in small letters.
  const address = setting.replace(/^[a-z]{1,10}:\/\//i, (scheme) => scheme.toLowerCase());
  const [, scheme = '', userInfo = ''] = /^(https?:\/\/)([^/]*)@/.exec(address) ?? [];
  const url = scheme === '' ? address : scheme + address.slice(`${scheme}${userInfo}@`.length);
  const host = url.slice(scheme.length).split('/', 1)[0] ?? '';
  const name = basename(dropQuery(url).replace(/[/\\]+$/, ''), '.git');
  const digest = createHash('sha256').update(url).digest('hex').slice(0, 8);
  return { url, name, dirName: `${name}-${digest}.git`, env: toCredentials(scheme, host, userInfo) };
}

/** A query may hold a token, and no name of a repository. */
function dropQuery(url: string): string {
  return /^https?:/.test(url) ? (url.split('?', 1)[0] ?? '') : url;
}

function toCredentials(scheme: string, host: string, userInfo: string): Readonly<Record<string, string>> {
  if (userInfo === '') return {};
  const colon = userInfo.indexOf(':');
  // A user name alone is what git asks its own credential helpers with.
  if (colon < 0) return toConfiguration('credential.username', decode(userInfo));
  return {
    ...toConfiguration('credential.helper', HELPER),
    FLAWLESS_GIT_PROTOCOL: scheme.slice(0, scheme.indexOf(':')),
    FLAWLESS_GIT_HOST: host.toLowerCase(),
    FLAWLESS_GIT_USER: decode(userInfo.slice(0, colon)),
    FLAWLESS_GIT_PASSWORD: decode(userInfo.slice(colon + 1)),
  };
}

/**
 * A credential helper, gitcredentials(7), that speaks up for one host only: a redirect to another one gets nothing, as a
 * header set for every request would. It stands in the command line of a shell, so the secret is not in it.
 */
const HELPER = `!f() { test "$1" = get || exit 0; protocol= host=; while IFS== read -r key value; do case "$key" in protocol) protocol=$value;; host) host=$value;; esac; done; test "$protocol" = "$FLAWLESS_GIT_PROTOCOL" && test "$host" = "$FLAWLESS_GIT_HOST" || exit 0; printf 'username=%s\\npassword=%s\\n' "$FLAWLESS_GIT_USER" "$FLAWLESS_GIT_PASSWORD"; }; f`;

function toConfiguration(key: string, value: string): Readonly<Record<string, string>> {
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: key, GIT_CONFIG_VALUE_0: value };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
