import { environmentName, getOption, OPTION_NAMES } from '../config/options.ts';
import type { Option, OptionName } from '../config/options.ts';
import { wrap } from '../config/wrap.ts';

/** What `flawless options` prints: every option with its type, default and environment variable, at most 100 columns wide. */
export function optionsText(): string {
  const groups = [...new Set(OPTION_NAMES.map((name) => getOption(name).group))];
  const text = groups.map((group) => {
    const names = OPTION_NAMES.filter((name) => getOption(name).group === group);
    return `${group}\n\n${names.map(describeOption).join('\n')}`;
  });
  return `${INTRODUCTION}\n\n${text.join('\n').trimEnd()}`;
}

const INTRODUCTION = `Options of Flawless, set in its configuration file (YAML) or by the environment variable in
parentheses. In the environment, lists are separated by commas, and mappings are written as
name=value,name=value; lists of mappings are JSON.`;

function describeOption(name: OptionName): string {
  const option = getOption(name);
  const lines = [
    ...indent(`${describeType(option)}, ${describeDefault(option)} (${environmentName(name)})`, 4),
    ...indent(option.about, 4),
    ...Object.entries(option.fields ?? {}).flatMap(([field, { about }]) => indent(`${field}: ${about}`, 6)),
  ];
  return `  ${name}\n${lines.join('\n')}\n`;
}

function indent(text: string, by: number): string[] {
  return wrap(text, 100 - by).map((line) => ' '.repeat(by) + line);
}

function describeType(option: Option): string {
  if (option.type === 'enum') return `one of ${(option.values ?? []).join(' | ')}`;
  if (option.type === 'integer') return describeInteger(option);
  return {
    string: 'text',
    boolean: 'true or false',
    list: 'list of texts',
    map: 'mapping of texts',
    entries: 'list of mappings',
  }[option.type];
}

function describeInteger({ unit, minimum, maximum }: Option): string {
  const upTo = maximum === undefined ? `${minimum ?? 0} or more` : `${minimum ?? 0} to ${maximum}`;
  return `integer${unit === undefined ? '' : ` (${unit})`}, ${upTo}`;
}

function describeDefault({ default: value }: Option): string {
  const nothing = value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  if (nothing) return 'no default';
  return `default ${typeof value === 'object' ? Object.values(value).join(', ') : String(value)}`;
}
