import type { Context } from 'koa';
import { InvalidEntry, type EntryProblem } from '../../config/invalid-entry.ts';
import type { RuleBook } from '../../config/rule-book.ts';
import type { Html } from '../../html.ts';
import type { Layout } from '../layout.ts';
import type { FormGuard } from '../login/form-guard.ts';
import type { PageLinks } from '../page-links.ts';
import { respond } from '../respond.ts';
import { renderRuleForm } from './rule-form-view.ts';
import type { RuleForm } from './rule-forms.ts';
import { pickFields, toEntry, type TypedFields } from './rule-fields.ts';
import { nameRule } from './rule-view.ts';
import { renderTrial } from './trial-view.ts';
import type { TryRule } from './try-rule.ts';

export type RulePageNeeds = {
  readonly ruleBook: Pick<RuleBook, 'current' | 'add' | 'check'>;
  readonly guard: FormGuard;
  readonly tryRule: TryRule;
  readonly pageLinks: PageLinks;
  readonly layout: Layout;
};

type Shown = {
  readonly status: number;
  readonly typed: TypedFields;
  readonly problems?: readonly EntryProblem[];
};

/** The page with the form for a kind of rule, filled in from the query, and where it is sent to be tried or saved. */
export function createRulePages(needs: RulePageNeeds, form: RuleForm) {
  const { ruleBook, guard, tryRule, pageLinks, layout } = needs;
  const { kind } = form;
  const action = pageLinks.to(form.savePath);
  const list = pageLinks.to('/admin', { key: kind });

  async function show(ctx: Context, { status, typed, problems = [] }: Shown): Promise<void> {
    const trial = problems.length > 0 ? null : await preview(typed);
    const token = guard.issue(ctx);
    const page = { form, typed, problems, token, action, list, saved: findSaved(ctx), trial };
    await respond(ctx, { status, page: () => layout(renderRuleForm(page)) });
  }

  function findSaved(ctx: Context): object | null {
    const name = new URLSearchParams(ctx.querystring).get('saved');
    if (name === null || ctx.method === 'POST') return null;
    return ruleBook.current()[kind].findLast((rule) => nameRule(rule) === name) ?? null;
  }

  /** Nothing for what is no rule yet: somebody is about to write one. */
  async function preview(typed: TypedFields): Promise<Html | null> {
    const { rule } = ruleBook.check(kind, toEntry(kind, typed));
    if (rule === null) return null;
    return renderTrial({ kind, rule, trial: await tryRule(kind, rule) }, pageLinks);
  }

  async function showForm(ctx: Context): Promise<void> {
    await show(ctx, { status: 200, typed: pickFields(kind, new URLSearchParams(ctx.querystring)) });
  }

  async function save(ctx: Context): Promise<void> {
    const { fields, stale, by } = await guard.read(ctx);
    const typed = pickFields(kind, fields);
    if (stale !== null) return show(ctx, { status: 403, typed, problems: [stale] });
    const { rule, problems } = ruleBook.check(kind, toEntry(kind, typed));
    if (rule === null) return show(ctx, { status: 400, typed, problems });
    if (fields.has('preview')) return show(ctx, { status: 200, typed });
    const refused = await add(typed, by);
    if (refused.length > 0) return show(ctx, { status: 400, typed, problems: refused });
    ctx.redirect(pageLinks.to(form.addPath, { saved: nameRule(rule) }));
    ctx.status = 303;
  }

  async function add(typed: TypedFields, by: string): Promise<readonly EntryProblem[]> {
    try {
      await ruleBook.add(kind, toEntry(kind, typed), by);
      return [];
    } catch (error) {
      if (error instanceof InvalidEntry) return error.problems;
      throw error;
    }
  }

  return { showForm, save };
}
