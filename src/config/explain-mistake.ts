import type { ErrorObject } from 'ajv';
import { describeKind, describeValue, quote } from './describe-value.ts';
import { getFormat } from './formats.ts';
import type { JsonSchema } from './json-schema.ts';
import { findNearest, suggest } from './suggest.ts';

/** One thing that is wrong with a value, and where in it. */
export type Mistake = {
  readonly path: readonly string[];
  /** Set when the name in front of the colon is wrong, rather than what follows it. */
  readonly key?: string;
  /** The path of the name that a wrong `key` was probably meant to be. */
  readonly meant?: readonly string[];
  /** What stands at `path` is not there at all. */
  readonly isMissing?: boolean;
  /** A sentence about the place, which names it. */
  readonly message: string;
};

/** Puts an error of the schema validator into words. Values of secrets, and those `hidden` speaks for, are not shown. */
export function explainMistake(
  error: ErrorObject,
  hidden: (path: readonly string[]) => string | undefined,
): Mistake {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (error.keyword === 'additionalProperties') return explainUnknownName(error, path);
  if (error.keyword === 'required') {
    const missingProperty = String(error.params['missingProperty']);
    return { path: [...path, missingProperty], message: `${missingProperty} is missing`, isMissing: true };
  }
  return { path, message: `${nameOf(path)} ${explainValue(error, hidden(path))}` };
}

function explainUnknownName(error: ErrorObject, path: readonly string[]): Mistake {
  const additionalProperty = String(error.params['additionalProperty']);
  const properties: unknown = error.parentSchema?.['properties'];
  const names = properties instanceof Object ? Object.keys(properties) : [];
  const thing = nameKind(path);
  const message = `${quote(additionalProperty)} is not ${thing}${suggest(additionalProperty, names)}`;
  const nearest = findNearest(additionalProperty, names);
  return { path, key: additionalProperty, message, ...(nearest && { meant: [...path, nearest] }) };
}

/** Entries stand at the top of a rule file, and below an option of `flawless.yaml`. */
function nameKind([first]: readonly string[]): string {
  if (first === undefined) return 'an option';
  return /^\d+$/.test(first) ? 'a field of this file' : `a field of ${first}`;
}

function nameOf(path: readonly string[]): string {
  const [first, ...rest] = path;
  if (first === undefined) return 'the file';
  if (!/^\d+$/.test(first)) return nameWithin(first, rest);
  const [field, ...deeper] = rest;
  return field === undefined ? `entry ${Number(first) + 1}` : nameWithin(field, deeper);
}

/** From the inside out: `item 2 of services of item 1 of repositories`. */
function nameWithin(name: string, rest: readonly string[]): string {
  const parts = rest.map((part) =>
    /^\d+$/.test(part) ? `item ${Number(part) + 1}` : quote(part).slice(1, -1),
  );
  return [...parts.toReversed(), name].join(' of ');
}

// An object of a file may have a `toString` of its own.
function suggestValue(value: unknown, values: readonly string[]): string {
  return typeof value === 'string' ? suggest(value, values) : '';
}

function explainValue(error: ErrorObject, origin: string | undefined): string {
  const schema = error.parentSchema ?? {};
  const secret = schema['writeOnly'] === true || error.instancePath === '';
  const is = origin ?? (secret ? describeKind(error.data) : describeValue(error.data));
  const hideable = origin !== undefined || secret;
  switch (error.keyword) {
    case 'type':
      return `must be ${wordsFor(schema)}, but is ${is}${adviseQuotes(schema, error.data)}`;
    case 'enum':
      return `must be ${listValues(error.schema)}, but is ${is}${hideable ? '' : suggestValue(error.data, valuesOf(error.schema))}`;
    case 'minimum':
      return `must be at least ${String(error.schema)}, but is ${is}`;
    case 'maximum':
      return `must be at most ${String(error.schema)}, but is ${is}`;
    case 'minLength':
      return 'must not be empty';
    case 'maxLength':
      return `must be at most ${String(error.schema)} characters long`;
    case 'format':
      return explainFormat(String(error.schema), error.data, hideable, is);
    default:
      return error.message ?? 'is wrong';
  }
}

function explainFormat(name: string, data: unknown, hideable: boolean, is: string): string {
  const format = getFormat(name);
  const hint = hideable ? '' : (format?.hint?.(String(data)) ?? '');
  return `must be ${format?.words ?? name}${hideable && is === 'text' ? '' : `, but is ${is}`}${hint}`;
}

function wordsFor(schema: JsonSchema): string {
  const format = getFormat(String(schema['format']));
  const types = [schema['type']].flat().filter((type) => type !== 'null');
  if (types.includes('array')) return isRoot(schema) ? 'a list of entries that start with "- "' : 'a list';
  if (types.includes('object')) return 'a mapping of "name: value" lines';
  if (schema['enum'] !== undefined) return listValues(schema['enum']);
  if (format !== undefined) return format.words;
  return (
    { string: 'text', integer: 'an integer', boolean: 'true or false' }[String(types[0])] ?? 'something else'
  );
}

function isRoot(schema: JsonSchema): boolean {
  return schema['$schema'] !== undefined;
}

function adviseQuotes(schema: JsonSchema, data: unknown): string {
  const text =
    [schema['type']].flat().includes('string') && schema['enum'] === undefined && schema['format'] !== 'size';
  return text && (typeof data === 'number' || typeof data === 'boolean') ? '; put it in quotes' : '';
}

function valuesOf(schema: unknown): string[] {
  return [schema]
    .flat()
    .filter((value) => value !== null)
    .map(String);
}

function listValues(schema: unknown): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(valuesOf(schema)).replace(', or', ' or');
}
