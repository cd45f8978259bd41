import { RULE_FILES, type RuleField, type RuleKind } from '../../config/rules.ts';

/** What was typed into a form, field by field, as text. */
export type TypedFields = Readonly<Record<string, string>>;

/** Takes the fields of a kind of rule out of a query or a posted form; a missing one is empty. */
export function pickFields(kind: RuleKind, form: URLSearchParams): TypedFields {
  const names = Object.keys(RULE_FILES[kind].fields);
  return Object.fromEntries(names.map((name) => [name, (form.get(name) ?? '').replaceAll('\r\n', '\n')]));
}

/** The fields as an entry for the rule book, which judges it; blank fields are absent. */
export function toEntry(kind: RuleKind, typed: TypedFields): Readonly<Record<string, unknown>> {
  const fields = Object.entries(RULE_FILES[kind].fields);
  const entry = fields.map(([name, { type }]) => [name, READERS[type]((typed[name] ?? '').trim())] as const);
  return Object.fromEntries(entry.filter(([, value]) => value !== '' && value !== null));
}

/** An entry as it would be typed; what is absent is empty. */
export function toTyped(kind: RuleKind, entry: object): TypedFields {
  const values = new Map<string, unknown>(Object.entries(entry));
  return Object.fromEntries(
    Object.keys(RULE_FILES[kind].fields).map((name) => [name, describe(values.get(name))]),
  );
}

const READERS: Readonly<Record<RuleField['type'], (text: string) => unknown>> = {
  string: (text) => text,
  integer: toNumber,
  list: toList,
  boolean: (text) => (/^(?:1|true|yes|on)$/i.test(text) ? true : null),
};

// What is no number stays text, so that the rule book's answer quotes it.
function toNumber(text: string): number | string {
  return /^-?\d{1,9}$/.test(text) ? Number(text) : text;
}

function toList(text: string): readonly string[] | null {
  const items = text.split(/[,\n]/).map((item) => item.trim());
  const given = items.filter((item) => item !== '');
  return given.length === 0 ? null : given;
}

function describe(value: unknown): string {
  if (value === true) return 'yes';
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
