import type { EntryProblem } from '../config/invalid-entry.ts';
import type { KnownError } from '../config/rules.ts';
import { html, type Html } from '../html.ts';
import { renderFactList } from './fact-list.ts';
import { FIELD_NAMES, type FieldName, type KnownErrorFields } from './known-error-fields.ts';

export type FormState = {
  readonly fields: KnownErrorFields;
  readonly problems: readonly EntryProblem[];
  readonly token: string;
  /** Where the form is sent. */
  readonly action: string;
  /** The entry that was just saved, null when none was. */
  readonly saved: KnownError | null;
};

/** The form that adds a known error, with what was typed and what is wrong with it. */
export function renderKnownErrorForm(state: FormState) {
  const title = 'Add a known error';
  const general = state.problems.filter(({ field }) => !isField(field));
  const body = html`<h1>${title}</h1>
    <p class="lead">
      A known error is one you expect. It is left out of the weekly report, and mailed by its own thresholds: without
      any, never. It is written into <code>known_errors.yaml</code>, which belongs in your team’s repository.
    </p>
    ${state.saved !== null && renderSaved(state.saved)}
    ${state.problems.length > 0 && html`<p class="notice" role="alert">Not saved yet. ${MEND}</p>`}
    ${general.map(({ field, message }) => html`<p class="problem">${field !== '' && `${field}: `}${message}</p>`)}
    <form method="post" action="${state.action}">
      <input type="hidden" name="token" value="${state.token}" />
      ${FIELDS.map((field) => renderField(field, state))}
      <button type="submit">Save</button>
    </form>`;
  return { title, body };
}

const MEND = 'Mend what is marked and send it again; nothing you typed is lost.';

type Field = {
  readonly name: FieldName;
  readonly label: string;
  readonly hint: string;
  readonly kind: 'text' | 'number' | 'lines';
};

const FIELDS: readonly Field[] = [
  {
    name: 'filename',
    label: 'File',
    hint: 'Its path in the repository, or, for a library, the path below its package directory.',
    kind: 'text',
  },
  { name: 'function_name', label: 'Function', hint: 'Empty: any function in the file.', kind: 'text' },
  {
    name: 'code_fragment',
    label: 'Code',
    hint: 'Part of the line, or all of it. Empty: any line.',
    kind: 'lines',
  },
  {
    name: 'min_alert_threshold',
    label: 'Mail from this many occurrences a week',
    hint: 'Once a week, when the count reaches it.',
    kind: 'number',
  },
  {
    name: 'max_alert_threshold',
    label: 'No mail above this many a week',
    hint: 'Beyond it the error stays silent until next week.',
    kind: 'number',
  },
  {
    name: 'alert_every_n_occurrences',
    label: 'Mail every so many occurrences',
    hint: 'Again and again, at each multiple.',
    kind: 'number',
  },
  {
    name: 'email_recipients',
    label: 'Also mail to',
    hint: 'Addresses, separated by commas or one a line, beside the owner of the line and its watchers.',
    kind: 'lines',
  },
  {
    name: 'email_header',
    label: 'Note on top of the mail',
    hint: 'What to do about it, or where to read on.',
    kind: 'lines',
  },
];

function renderField({ name, label, hint, kind }: Field, { fields, problems }: FormState): Html {
  const wrong = problems.filter(({ field }) => field === name);
  const describedBy = wrong.length > 0 ? `${name}-problem ${name}-hint` : `${name}-hint`;
  const invalid = wrong.length > 0 ? 'true' : 'false';
  return html`<div class="field">
    <label for="${name}">${label}</label>
    ${kind === 'lines' ? renderArea(name, fields[name], describedBy, invalid) : renderInput(name, fields[name], kind, describedBy, invalid)}
    ${wrong.length > 0 && html`<p class="problem" id="${name}-problem">${wrong.map(({ message }) => message).join(' ')}</p>`}
    <p class="hint" id="${name}-hint">${hint}</p>
  </div>`;
}

function renderInput(
  name: FieldName,
  value: string,
  kind: 'text' | 'number',
  describedBy: string,
  invalid: string,
) {
  return html`<input
    id="${name}"
    name="${name}"
    value="${value}"
    inputmode="${kind === 'number' ? 'numeric' : 'text'}"
    autocomplete="off"
    spellcheck="false"
    aria-describedby="${describedBy}"
    aria-invalid="${invalid}"
  />`;
}

// A browser drops the first line break after the tag, so one stands there always.
function renderArea(name: FieldName, value: string, describedBy: string, invalid: string): Html {
  return html`<textarea
    id="${name}"
    name="${name}"
    rows="2"
    spellcheck="false"
    aria-describedby="${describedBy}"
    aria-invalid="${invalid}"
  >
${value}</textarea>`;
}

function isField(field: string): boolean {
  return FIELD_NAMES.some((name) => name === field);
}

function renderSaved(entry: KnownError): Html {
  return html`<div class="saved" role="status">
    <p><b>Saved.</b> This was added to the known errors:</p>
    ${renderFactList(FIELD_NAMES.map((name) => [name, describeValue(entry[name])]))}
  </div>`;
}

function describeValue(value: KnownError[FieldName]): string | number {
  if (value === null) return '';
  return typeof value === 'object' ? value.join(', ') : value;
}
