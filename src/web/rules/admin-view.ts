import type { RuleKind, Rules } from '../../config/rules.ts';
import type { StandingProblem } from '../../config/standing-problems.ts';
import { html, type Html } from '../../html.ts';
import type { PageLinks } from '../page-links.ts';
import { plural } from '../plural.ts';
import { RULE_FORMS, type RuleForm } from './rule-forms.ts';
import { nameRule, renderRule } from './rule-view.ts';

export type AdminState = {
  /** One kind with its rules page by page, counted from 1; null: all kinds with their first rules. */
  readonly only: RuleKind | null;
  readonly page: number;
  readonly rules: Rules;
  readonly fileOf: (kind: RuleKind) => string;
  readonly problems: readonly StandingProblem[];
  readonly token: string;
  readonly links: PageLinks;
  /** The fields of a rule that was just removed, as a query. */
  readonly removed: string | null;
  readonly problem: string | null;
};

const A_FEW = 5;
const A_PAGE = 100;

/** The rule files, what is in force of each, and what can be done. */
export function renderAdmin(state: AdminState) {
  const { only, problem, problems } = state;
  const forms = RULE_FORMS.filter(({ kind }) => only === null || kind === only);
  const title = only === null ? 'Rules' : (forms[0]?.plural ?? 'Rules');
  const body = html`<h1>${title}</h1>
    ${only === null && html`<p class="lead">${LEAD}</p>`}
    ${only !== null && html`<p><a href="${state.links.to('/admin')}">All rules</a></p>`}
    ${problem !== null && html`<p class="notice" role="alert">Not removed. ${problem}</p>`} ${renderRemoved(state)}
    ${problems.length > 0 && renderProblems(problems)} ${forms.map((form) => renderFile(form, state))}`;
  return { title, body };
}

const LEAD =
  'What the team has decided about its errors. The rules are files, which belong in your repository: what is added ' +
  'or removed here is written into them, and counts at once.';

function renderProblems(problems: readonly StandingProblem[]): Html {
  return html`<div class="notice" role="alert">
    <p>The rule files have mistakes; until they are mended, the last good rules, which are shown here, stay in force.</p>
    <ul>
      ${problems.slice(0, 20).map(({ problem }) => html`<li>${problem}</li>`)}
    </ul>
  </div>`;
}

function renderRemoved({ removed, only, links }: AdminState): Html | false {
  const form = RULE_FORMS.find(({ kind }) => kind === only);
  if (removed === null || form === undefined) return false;
  const fields = Object.fromEntries([...new URLSearchParams(removed)].filter(([, value]) => value !== ''));
  return html`<p class="saved" role="status">
    Removed. <a href="${links.to(form.addPath, fields)}">Put it back</a>, if that was a mistake.
  </p>`;
}

function renderFile(form: RuleForm, state: AdminState): Html {
  const { only, page, rules, fileOf, links } = state;
  const { kind, plural: name, addPath } = form;
  const all: readonly object[] = rules[kind];
  const [first, most] = only === null ? [0, A_FEW] : [(page - 1) * A_PAGE, A_PAGE];
  const shown = all.slice(first, first + most);
  return html`<section>
    <h2 id="${kind}">${only === null ? name : plural(all.length, 'rule')}</h2>
    <p class="quiet">
      ${only === null && `${plural(all.length, 'rule')} in force, from `}<code>${fileOf(kind)}</code>
    </p>
    <p class="actions">
      <a href="${links.to(addPath)}">${form.title}</a>
      <a href="${links.to('/view_config', { key: kind })}">The file</a>
    </p>
    <ol class="rules" start="${first + 1}">
      ${shown.map((rule, at) => renderItem(form, { rule, index: first + at }, state))}
    </ol>
    ${only === null ? renderMore(form, all.length, links) : renderPages(form, all.length, state)}
  </section>`;
}

function renderItem(
  form: RuleForm,
  { rule, index }: { readonly rule: object; readonly index: number },
  { token, links }: AdminState,
): Html {
  const id = `${form.kind}-${index + 1}`;
  return html`<li id="${id}">
    ${renderRule(form, rule)}
    <form method="post" action="${links.to('/remove_rule')}">
      <input type="hidden" name="token" value="${token}" />
      <input type="hidden" name="key" value="${form.kind}" />
      <input type="hidden" name="index" value="${index}" />
      <input type="hidden" name="rule" value="${nameRule(rule)}" />
      <button type="submit" class="second" aria-describedby="${id}">Remove</button>
    </form>
  </li>`;
}

function renderMore({ kind }: RuleForm, count: number, links: PageLinks): Html | false {
  return (
    count > A_FEW &&
    html`<p><a href="${links.to('/admin', { key: kind })}">All ${plural(count, 'rule')}</a></p>`
  );
}

function renderPages({ kind }: RuleForm, count: number, { page, links }: AdminState): Html | false {
  const to = (other: number) => links.to('/admin', { key: kind, page: String(other) });
  const [hasBefore, hasMore] = [page > 1, page * A_PAGE < count];
  return (
    (hasBefore || hasMore) &&
    html`<p class="weeks">
      ${hasBefore && html`<a rel="prev" href="${to(page - 1)}">← Before</a>`}
      ${hasMore && html`<a rel="next" href="${to(page + 1)}">More →</a>`}
    </p>`
  );
}
