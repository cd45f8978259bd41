import type { EntryProblem } from '../../config/invalid-entry.ts';
import { RULE_FILES, type RuleField } from '../../config/rules.ts';
import { html, type Html } from '../../html.ts';
import type { FormField, RuleForm } from './rule-forms.ts';
import { renderRule } from './rule-view.ts';
import type { TypedFields } from './rule-fields.ts';

export type FormState = {
  readonly form: RuleForm;
  readonly typed: TypedFields;
  readonly problems: readonly EntryProblem[];
  readonly token: string;
  /** Where the form is sent. */
  readonly action: string;
  /** Where the rules of this kind are listed. */
  readonly list: string;
  /** The rule that was just saved, null when none was. */
  readonly saved: object | null;
  readonly trial: Html | null;
};

/** The form that adds a rule, with what was typed, what is wrong with it, and what it would have done. */
export function renderRuleForm(state: FormState) {
  const { form, problems, saved } = state;
  const { title, lead, kind } = form;
  const general = problems.filter(({ field }) => !form.fields.some(({ name }) => name === field));
  const body = html`<h1>${title}</h1>
    <p class="lead">
      ${lead} It is written into <code>${kind}.yaml</code>, which belongs in your team’s repository;
      <a href="${state.list}">what is in it now</a>.
    </p>
    ${saved !== null && renderSaved(form, saved)}
    ${problems.length > 0 && html`<p class="notice" role="alert">Not saved yet. ${MEND}</p>`}
    ${general.map(({ field, message }) => html`<p class="problem">${field !== '' && `${field}: `}${message}</p>`)}
    <form method="post" action="${state.action}">
      <input type="hidden" name="token" value="${state.token}" />
      ${form.fields.map((field) => renderField(field, RULE_FILES[kind].fields[field.name], state))}
      ${state.trial}
      <p class="actions">
        <button type="submit">Save</button>
        <button type="submit" name="preview" value="yes" class="second">Preview</button>
      </p>
    </form>`;
  return { title, body };
}

const MEND = 'Mend what is marked and send it again; nothing you typed is lost.';

function renderSaved(form: RuleForm, saved: object): Html {
  return html`<div class="saved" role="status">
    <p><b>Saved.</b> This was added to <code>${form.kind}.yaml</code>:</p>
    ${renderRule(form, saved)}
  </div>`;
}

type Drawn = {
  readonly field: FormField;
  readonly value: string;
  readonly describedBy: string;
  readonly invalid: 'true' | 'false';
  readonly required: boolean;
};

function renderField(field: FormField, rule: RuleField | undefined, { typed, problems }: FormState): Html {
  const { name, label, hint } = field;
  const wrong = problems.filter((problem) => problem.field === name);
  const drawn: Drawn = {
    field,
    value: typed[name] ?? '',
    describedBy: wrong.length > 0 ? `${name}-problem ${name}-hint` : `${name}-hint`,
    invalid: wrong.length > 0 ? 'true' : 'false',
    required: rule?.default === undefined,
  };
  const draw = DRAWERS[rule?.type ?? 'string'];
  return html`<div class="field">
    <label for="${name}">${label}</label>
    ${draw(drawn)}
    ${wrong.length > 0 && html`<p class="problem" id="${name}-problem">${wrong.map(({ message }) => message).join(' ')}</p>`}
    <p class="hint" id="${name}-hint">${hint}</p>
  </div>`;
}

const DRAWERS: Readonly<Record<RuleField['type'], (drawn: Drawn) => Html>> = {
  string: (drawn) => (drawn.field.tall === true ? drawArea(drawn) : drawInput(drawn, 'text')),
  integer: (drawn) => drawInput(drawn, 'numeric'),
  list: drawArea,
  boolean: drawBox,
};

// Whether it is missing the server says, beside the field, as for all other mistakes.
function drawInput({ field, value, describedBy, invalid, required }: Drawn, mode: 'text' | 'numeric'): Html {
  return html`<input
    id="${field.name}"
    name="${field.name}"
    value="${value}"
    inputmode="${mode}"
    autocomplete="off"
    spellcheck="false"
    aria-describedby="${describedBy}"
    aria-invalid="${invalid}"
    aria-required="${String(required)}"
  />`;
}

// A browser drops the first line break after the tag, so one stands there always.
function drawArea({ field, value, describedBy, invalid, required }: Drawn): Html {
  return html`<textarea
    id="${field.name}"
    name="${field.name}"
    rows="2"
    spellcheck="false"
    aria-describedby="${describedBy}"
    aria-invalid="${invalid}"
    aria-required="${String(required)}"
  >
${value}</textarea>`;
}

function drawBox({ field, value, describedBy, invalid }: Drawn): Html {
  return html`<input
    type="checkbox"
    id="${field.name}"
    name="${field.name}"
    value="yes"
    aria-describedby="${describedBy}"
    aria-invalid="${invalid}"
    ${value !== '' && 'checked'}
  />`;
}
