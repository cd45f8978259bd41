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

/** Takes `repo_url` apart. Format of the environment: git-config(1), GIT_CONFIG_COUNT; of credentials: RFC 7617. */
export function readRemoteAddress(setting: string): RemoteAddress {
  const [, scheme = '', userInfo = ''] = /^(https?:\/\/)([^/]*)@/i.exec(setting) ?? [];
  const url = scheme === '' ? setting : scheme + setting.slice(`${scheme}${userInfo}@`.length);
  const name = basename(url.replace(/[/\\]+$/, ''), '.git');
  const digest = createHash('sha256').update(url).digest('hex').slice(0, 8);
  return { url, name, dirName: `${name}-${digest}.git`, env: toEnvironment(userInfo) };
}

function toEnvironment(userInfo: string): Readonly<Record<string, string>> {
  if (userInfo === '') return {};
  const [key, value] = toConfiguration(userInfo);
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: key, GIT_CONFIG_VALUE_0: value };
}

/** A user name alone is what git asks its credential helpers with. */
function toConfiguration(userInfo: string): readonly [key: string, value: string] {
  const colon = userInfo.indexOf(':');
  if (colon < 0) return ['credential.username', decode(userInfo)];
  const pair = `${decode(userInfo.slice(0, colon))}:${decode(userInfo.slice(colon + 1))}`;
  return ['http.extraHeader', `Authorization: Basic ${Buffer.from(pair).toString('base64')}`];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
