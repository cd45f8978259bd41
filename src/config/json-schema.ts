import { environmentName, getOption, OPTION_NAMES } from './options.ts';
import type { Option } from './options.ts';
import type { EntryField } from './repository-entry.ts';
import { RULE_FILES } from './rules.ts';
import type { RuleField, RuleKind } from './rules.ts';

/** A JSON Schema of draft-07, which is what editors know best. Null is allowed wherever a default exists. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Longest text and list of a rule entry; far above what a line of code or a mail header needs. */
const MAX_RULE_TEXT = 10_000;

/** The schema of `flawless.yaml`. */
export function describeOptions(): JsonSchema {
  const properties = OPTION_NAMES.map((name) => [name, describeOption(name, getOption(name))]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Options of Flawless',
    type: 'object',
    properties: Object.fromEntries(properties),
    additionalProperties: false,
  };
}

/** The schema of one rule file. */
export function describeRules(kind: RuleKind): JsonSchema {
  const { about, fields } = RULE_FILES[kind];
  const properties = Object.entries(fields).map(([name, field]) => [name, describeField(field)]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Rules of Flawless: ${kind}`,
    description: about,
    type: 'array',
    items: {
      type: 'object',
      properties: Object.fromEntries(properties),
      required: Object.keys(fields).filter((name) => fields[name]?.default === undefined),
      additionalProperties: false,
    },
  };
}

function describeOption(name: string, option: Option): JsonSchema {
  return {
    description: `${option.about} Environment: ${environmentName(name)}.`,
    ...(option.default === null ? {} : { default: option.default }),
    ...(option.secret === undefined ? {} : { writeOnly: true }),
    ...describeType(option),
  };
}

function describeType(option: Option): JsonSchema {
  const item = {
    ...describeText(option.format),
    ...(option.secret === undefined ? {} : { writeOnly: true }),
  };
  const types: Readonly<Record<Option['type'], JsonSchema>> = {
    string: { ...describeText(option.format), type: ['string', 'null'] },
    boolean: { type: ['boolean', 'null'] },
    integer: describeInteger(option),
    enum: { type: ['string', 'null'], enum: [...(option.values ?? []), null] },
    list: { type: ['array', 'null'], items: item },
    map: { type: ['object', 'null'], additionalProperties: item },
    entries: { type: ['array', 'null'], items: describeEntry(option.fields ?? {}) },
  };
  return types[option.type];
}

function describeEntry(fields: Readonly<Record<string, EntryField>>): JsonSchema {
  const properties = Object.entries(fields).map(([name, { type, format, secret, about }]) => {
    const text = { ...describeText(format), ...(secret === undefined ? {} : { writeOnly: true }) };
    const schema =
      type === 'list' ? { type: ['array', 'null'], items: text } : { ...text, type: ['string', 'null'] };
    return [name, { description: about, ...schema }];
  });
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

function describeInteger(option: Option): JsonSchema {
  const bytes = option.unit === 'bytes';
  return {
    type: bytes ? ['integer', 'string', 'null'] : ['integer', 'null'],
    ...(bytes ? { format: 'size' } : {}),
    minimum: option.minimum ?? 0,
    maximum: option.maximum ?? Number.MAX_SAFE_INTEGER,
  };
}

function describeText(format: string | undefined): JsonSchema {
  return { type: 'string', minLength: 1, ...(format === undefined ? {} : { format }) };
}

function describeField(field: RuleField): JsonSchema {
  const text = { ...describeText(field.format), maxLength: MAX_RULE_TEXT };
  const types = {
    string: text,
    list: { type: 'array', items: text, maxItems: MAX_RULE_TEXT },
    boolean: { type: 'boolean' },
    integer: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  };
  const schema: JsonSchema = { description: field.about, ...types[field.type] };
  return field.default === undefined ? schema : { ...schema, type: [schema['type'], 'null'] };
}
