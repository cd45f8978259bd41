/** What was typed into the form, field by field, as text. */
export type KnownErrorFields = Readonly<Record<FieldName, string>>;

export const FIELD_NAMES = [
  'filename',
  'function_name',
  'code_fragment',
  'min_alert_threshold',
  'max_alert_threshold',
  'alert_every_n_occurrences',
  'email_recipients',
  'email_header',
] as const;

export type FieldName = (typeof FIELD_NAMES)[number];

/** Takes the form's fields out of a query or a posted form; a missing one is empty. */
export function pickFields(form: URLSearchParams): KnownErrorFields {
  const field = (name: FieldName) => (form.get(name) ?? '').replaceAll('\r\n', '\n');
  return {
    filename: field('filename'),
    function_name: field('function_name'),
    code_fragment: field('code_fragment'),
    min_alert_threshold: field('min_alert_threshold'),
    max_alert_threshold: field('max_alert_threshold'),
    alert_every_n_occurrences: field('alert_every_n_occurrences'),
    email_recipients: field('email_recipients'),
    email_header: field('email_header'),
  };
}

/** The fields as an entry for the rule book, which judges it; blank fields are absent. */
export function toEntry(fields: KnownErrorFields): Readonly<Record<string, unknown>> {
  const entry = {
    filename: fields.filename.trim(),
    function_name: fields.function_name.trim(),
    code_fragment: fields.code_fragment.trim(),
    min_alert_threshold: toNumber(fields.min_alert_threshold.trim()),
    max_alert_threshold: toNumber(fields.max_alert_threshold.trim()),
    alert_every_n_occurrences: toNumber(fields.alert_every_n_occurrences.trim()),
    email_recipients: toList(fields.email_recipients),
    email_header: fields.email_header.trim(),
  };
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== '' && value !== null));
}

// What is no number stays text, so that the rule book's answer quotes it.
function toNumber(text: string): number | string {
  return /^-?\d{1,9}$/.test(text) ? Number(text) : text;
}

function toList(text: string): readonly string[] | null {
  const items = text.split(/[,\n]/).map((item) => item.trim());
  const given = items.filter((item) => item !== '');
  return given.length === 0 ? null : given;
}
