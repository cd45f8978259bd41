import type { Context } from 'koa';
import type { RuleBook } from '../../config/rule-book.ts';
import type { StandingProblem } from '../../config/standing-problems.ts';
import { html, type Html } from '../../html.ts';
import type { Layout } from '../layout.ts';
import { PageFailure } from '../page-failure.ts';
import type { PageLinks } from '../page-links.ts';
import { respond } from '../respond.ts';
import { RULE_FORMS, type RuleForm } from './rule-forms.ts';

export type ConfigPageNeeds = {
  readonly ruleBook: Pick<RuleBook, 'file' | 'read' | 'current'>;
  readonly ruleProblems: () => readonly StandingProblem[];
  readonly pageLinks: PageLinks;
  readonly layout: Layout;
};

type Shown = {
  readonly form: RuleForm;
  readonly path: string;
  readonly text: string | null;
  readonly problems: readonly StandingProblem[];
};

/** `GET /view_config?key=…`: a rule file as it stands, comments and mistakes included. */
export function createConfigPage({ ruleBook, ruleProblems, pageLinks, layout }: ConfigPageNeeds) {
  return async (ctx: Context): Promise<void> => {
    const key = new URLSearchParams(ctx.querystring).get('key');
    const form = RULE_FORMS.find(({ kind }) => kind === key);
    if (form === undefined) throw new PageFailure(key === null ? 400 : 404, NAME_ONE);
    const { kind } = form;
    const path = ruleBook.file(kind);
    const problems = ruleProblems().filter(({ problem }) => problem.startsWith(`${path}:`));
    const text = await ruleBook.read(kind);
    await respond(ctx, {
      page: () =>
        layout({ title: `${kind}.yaml`, body: renderFile({ form, path, text, problems }, pageLinks) }),
      facts: () => ({ path, text, problems, rules: ruleBook.current()[kind] }),
    });
  };
}

const NAME_ONE = `key names one of the rule files: ${RULE_FORMS.map(({ kind }) => kind).join(', ')}.`;

function renderFile({ form, path, text, problems }: Shown, links: PageLinks): Html {
  return html`<h1>${form.kind}.yaml</h1>
    <p class="quiet"><code>${path}</code></p>
    <p class="actions">
      <a href="${links.to(form.addPath)}">${form.title}</a>
      <a href="${links.to('/admin', { key: form.kind })}">The rules in force</a>
    </p>
    ${problems.map(({ problem }) => html`<p class="notice" role="alert">${problem}</p>`)}
    ${text === null ? html`<p>There is no such file, or it cannot be read.</p>` : renderText(text)}`;
}

// A browser drops the first line break after the tag, so one stands there always.
function renderText(text: string): Html {
  return html`<pre class="letter" tabindex="0">
${text === '' ? '(empty)' : text}</pre>`;
}
