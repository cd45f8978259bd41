import { stringify } from 'yaml';
import { getOption, OPTION_NAMES } from './options.ts';
import type { Option, OptionName } from './options.ts';
import { wrap } from './wrap.ts';

/** Options written out rather than commented out; a value of any other type than its option's would be refused on loading. */
export type ActiveOptions = Readonly<Partial<Record<OptionName, unknown>>>;

/** The text of a `flawless.yaml` that explains every option and sets the `active` ones. */
export function sampleConfig(active: ActiveOptions): string {
  const options = OPTION_NAMES.map((name, index) => {
    const { group } = getOption(name);
    const first = OPTION_NAMES.findIndex((other) => getOption(other).group === group) === index;
    return `${first ? `\n${heading(group)}` : ''}\n${documentOption(name)}${writeOption(name, active)}`;
  });
  return `${HEADER}${options.join('')}`;
}

/** The comment above an option. */
export function documentOption(name: OptionName): string {
  const option = getOption(name);
  return wrap(`${option.about} ${describeLimits(option)}`, 106)
    .map((line) => `## ${line}\n`)
    .join('');
}

const HEADER = `# yaml-language-server: $schema=../schemas/flawless.schema.json

## The options of Flawless. Lines with ## explain; to set an option, remove the "# " in front of its name and change
## the value. What stands here is the default, or an example where it says that there is none. The environment
## variable FLAWLESS_<NAME> overrides an option; \${env:NAME} and \${env:NAME:-default} in a value are replaced by
## environment variables, and $$ stands for a single $. "npm run flawless options" lists everything as text.
`;

function heading(group: string): string {
  return `## ---- ${group} ${'-'.repeat(70 - group.length)}\n`;
}

function describeLimits(option: Option): string {
  const parts = [
    option.values === undefined ? '' : `One of: ${option.values.join(', ')}.`,
    option.unit === undefined
      ? ''
      : `In ${option.unit}${option.unit === 'bytes' ? ', or with a unit as in 64 MiB' : ''}.`,
    option.default === null ? 'No default.' : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function writeOption(name: OptionName, active: ActiveOptions): string {
  const option = getOption(name);
  if (Object.hasOwn(active, name)) return writeYaml(name, active[name]);
  return writeYaml(name, option.default ?? option.example)
    .replaceAll(/^/gm, '# ')
    .replace(/# $/, '');
}

function writeYaml(name: string, value: unknown): string {
  return stringify({ [name]: value }, { lineWidth: 0, singleQuote: true });
}
