import { noOptions, type FileOptions } from './file-options.ts';
import { formatProblem } from './load-rules.ts';
import { getOption, isOptionName } from './options.ts';
import { MAX_CONFIG_BYTES } from './read-config-file.ts';
import { readIni, type IniSetting } from './read-ini.ts';
import { readText } from './read-text.ts';
import { substitute, type Environment } from './substitute-environment.ts';
import { translateOriginal } from './translate-original.ts';

const SECTION = 'flawless';

/** Whether a configuration file is the original's `flawless.cfg` rather than YAML. */
export function isOriginal(path: string): boolean {
  return /\.(?:cfg|ini)$/i.test(path);
}

/** Reads the `[flawless]` section of the original's INI file as options. */
export function readOriginal(path: string, bytes: Uint8Array, env: Environment): FileOptions {
  if (bytes.length > MAX_CONFIG_BYTES)
    return noOptions([formatProblem(path, undefined, 'is larger than 1 MiB, which no configuration is')]);
  const { settings, problems } = readIni(new TextDecoder().decode(bytes), SECTION);
  const given = new Set(settings.flatMap(({ name, text }) => (text === '' ? [] : [name])));
  const read = settings.flatMap((setting) => readSetting(setting, given, env));
  const wrong = read.flatMap((one) => ('problem' in one ? [one] : []));
  const options = read.flatMap((one) => ('value' in one ? [one] : []));
  const places = new Map(options.map(({ name, at }) => [name, at]));
  const origins = new Map(options.map(({ name, origin }) => [name, origin]));
  return {
    value: Object.fromEntries(options.map(({ name, value }) => [name, value])),
    problems: [...problems, ...wrong.map(({ at, problem: message }) => ({ at, message }))].map(
      ({ at, message }) => formatProblem(path, at, message),
    ),
    broken: new Set(wrong.map(({ name }) => name)),
    locate: ([name = ''], key) => places.get(name === '' ? (key ?? '') : name),
    hidden: ([name = '']) => origins.get(name),
    unread: false,
  };
}

type Read =
  | {
      readonly name: string;
      readonly at: string;
      readonly value: unknown;
      readonly origin: string | undefined;
    }
  | { readonly name: string; readonly at: string; readonly problem: string };

function readSetting(
  { name, text, at }: IniSetting,
  given: ReadonlySet<string>,
  env: Environment,
): readonly Read[] {
  const translated = translateOriginal(name, text, given);
  if (translated === null) return [];
  if ('problem' in translated) return [{ name, at, problem: translated.problem }];
  const substituted = substitute(translated.text, env);
  if ('problem' in substituted) return [{ name, at, problem: substituted.problem }];
  const { references } = substituted;
  const origin = references.length === 0 ? undefined : `what \${${references.join('} and ${')}} stands for`;
  return [{ name: translated.name, at, value: readValue(translated.name, substituted.text), origin }];
}

function readValue(name: string, text: string): unknown {
  return isOptionName(name) ? readText(text, getOption(name)) : text;
}
