import type { Context } from 'koa';
import { InvalidEntry } from '../../config/invalid-entry.ts';
import type { RuleBook } from '../../config/rule-book.ts';
import type { RuleKind } from '../../config/rules.ts';
import type { StandingProblem } from '../../config/standing-problems.ts';
import type { Layout } from '../layout.ts';
import type { FormGuard } from '../login/form-guard.ts';
import { PageFailure } from '../page-failure.ts';
import type { PageLinks } from '../page-links.ts';
import { respond } from '../respond.ts';
import { renderAdmin, type AdminState } from './admin-view.ts';
import { toTyped } from './rule-fields.ts';
import { RULE_FORMS } from './rule-forms.ts';
import { nameRule } from './rule-view.ts';

export type AdminPageNeeds = {
  readonly ruleBook: Pick<RuleBook, 'current' | 'file' | 'remove'>;
  /** What is wrong with the rule files. */
  readonly ruleProblems: () => readonly StandingProblem[];
  readonly guard: FormGuard;
  readonly pageLinks: PageLinks;
  readonly layout: Layout;
};

type Notices = Pick<AdminState, 'removed' | 'problem'> & { readonly status: number };

/** `GET /admin`, every rule file with its rules, or one of them whole by `key`, and `POST /remove_rule`. */
export function createAdminPages(needs: AdminPageNeeds) {
  const { ruleBook, ruleProblems, guard, pageLinks, layout } = needs;

  async function show(ctx: Context, { status, ...notices }: Notices): Promise<void> {
    const query = new URLSearchParams(ctx.method === 'POST' ? '' : ctx.querystring);
    const state = {
      ...notices,
      only: readKey(query),
      page: readPage(query),
      rules: ruleBook.current(),
      fileOf: (kind: RuleKind) => ruleBook.file(kind),
      problems: ruleProblems(),
      token: guard.issue(ctx),
      links: pageLinks,
    };
    await respond(ctx, { status, page: () => layout(renderAdmin(state)), facts: () => listFacts(state) });
  }

  async function showAll(ctx: Context): Promise<void> {
    const removed = new URLSearchParams(ctx.querystring).get('removed');
    await show(ctx, { status: 200, removed, problem: null });
  }

  async function remove(ctx: Context): Promise<void> {
    const { fields, stale, by } = await guard.read(ctx);
    const refuse = (status: number, problem: string) => show(ctx, { status, removed: null, problem });
    if (stale !== null) return refuse(403, stale.message);
    const kind = readKey(fields);
    const found = kind === null ? null : findRule(kind, fields);
    if (kind === null || found === null) return refuse(404, GONE);
    const problem = await tryToRemove(() => ruleBook.remove(kind, found.rule, found.index, by));
    if (problem !== null) return refuse(409, problem);
    const removed = new URLSearchParams(toTyped(kind, found.rule)).toString();
    ctx.redirect(pageLinks.to('/admin', { key: kind, removed: removed.slice(0, MAX_REMOVED) }));
    ctx.status = 303;
  }

  /** Where it stood when the page was made, or wherever else it is by now. */
  function findRule(kind: RuleKind, fields: URLSearchParams) {
    const rules: readonly object[] = ruleBook.current()[kind];
    const name = fields.get('rule');
    const stood = rules[Number(fields.get('index'))];
    const rule =
      stood !== undefined && nameRule(stood) === name ? stood : rules.find((one) => nameRule(one) === name);
    return rule === undefined ? null : { rule, index: rules.indexOf(rule) };
  }

  return { showAll, remove };
}

const GONE = 'This rule is not there any more, or somebody has just changed it.';

// An address must stay short enough to be asked for.
const MAX_REMOVED = 6_000;

function readKey(query: URLSearchParams): RuleKind | null {
  const key = query.get('key');
  if (key === null || key === '') return null;
  const form = RULE_FORMS.find(({ kind }) => kind === key);
  if (form === undefined) throw new PageFailure(404, 'There is no such rule file.');
  return form.kind;
}

function readPage(query: URLSearchParams): number {
  const page = query.get('page') ?? '1';
  if (!/^[1-9]\d{0,6}$/.test(page)) throw new PageFailure(400, 'page is a whole number from 1 on.');
  return Number(page);
}

async function tryToRemove(remove: () => Promise<void>): Promise<string | null> {
  try {
    await remove();
    return null;
  } catch (error) {
    if (error instanceof InvalidEntry) return error.message;
    throw error;
  }
}

function listFacts({ rules, problems, only }: Pick<AdminState, 'rules' | 'problems' | 'only'>): object {
  const kinds = Object.entries(rules).filter(([kind]) => only === null || kind === only);
  return { rules: Object.fromEntries(kinds), problems };
}
