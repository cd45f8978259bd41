import { hideCredentials, hideUserInfo } from '../hide-credentials.ts';
import { getOption, OPTION_NAMES } from './options.ts';
import type { Config, Option } from './options.ts';

const HIDDEN = '(set, hidden)';
const NOT_SET = '(not set)';

/** Every option as text for people who may look but not know: secrets, credentials in URLs and header values are left out. */
export function showConfig(config: Config): Record<string, string> {
  return Object.fromEntries(OPTION_NAMES.map((name) => [name, showValue(config[name], getOption(name))]));
}

function showValue(value: Config[keyof Config], option: Option): string {
  if (value === null || (typeof value === 'object' && Object.keys(value).length === 0)) return NOT_SET;
  if (option.secret === 'value') return showSecret(value);
  if (Array.isArray(value)) return value.map(showItem).join(', ');
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return option.secret === undefined ? hideUserInfo(text) : hideCredentials(text);
}

/** Of an entry what is set in it. */
function showItem(item: unknown): string {
  if (typeof item === 'string') return hideCredentials(item);
  const set = Object.entries(item ?? {}).filter(([, value]) => [value].flat().some((part) => part !== null));
  return `{${set.map(([name, value]) => `${name}: ${hideCredentials(String(value))}`).join(', ')}}`;
}

/** The names of headers help and tell nothing. */
function showSecret(value: Config[keyof Config]): string {
  if (typeof value !== 'object' || Array.isArray(value)) return HIDDEN;
  return Object.keys(value ?? {})
    .map((name) => `${name}: ${HIDDEN}`)
    .join(', ');
}
