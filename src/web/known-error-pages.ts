import type { Context } from 'koa';
import { InvalidEntry, type EntryProblem } from '../config/invalid-entry.ts';
import type { RuleBook } from '../config/rule-book.ts';
import type { FormTokens } from './form-token.ts';
import { pickFields, toEntry, type KnownErrorFields } from './known-error-fields.ts';
import { renderKnownErrorForm } from './known-error-form.ts';
import type { Layout } from './layout.ts';
import { PageFailure } from './page-failure.ts';
import type { PageLinks } from './page-links.ts';
import { readForm } from './read-form.ts';
import { respond } from './respond.ts';
import { isSameOrigin } from './same-origin.ts';

export type KnownErrorPageNeeds = {
  readonly ruleBook: Pick<RuleBook, 'current' | 'add'>;
  readonly tokens: FormTokens;
  /** The host of the configured public address. */
  readonly publicHost: string | null;
  readonly pageLinks: PageLinks;
  readonly layout: Layout;
};

type Shown = {
  readonly status: number;
  readonly fields: KnownErrorFields;
  readonly problems: readonly EntryProblem[];
};

/** `GET /add_known_error`, filled in from the query, and `POST /save_known_error`. */
export function createKnownErrorPages(needs: KnownErrorPageNeeds) {
  const { ruleBook, tokens, publicHost, pageLinks, layout } = needs;
  const action = pageLinks.to('/save_known_error');

  async function show(ctx: Context, { status, fields, problems }: Shown): Promise<void> {
    const token = tokens.issue(ctx);
    const isSaved = status === 200 && ctx.querystring === 'saved=1';
    const saved = isSaved ? (ruleBook.current().known_errors.at(-1) ?? null) : null;
    const form = renderKnownErrorForm({ fields, problems, token, action, saved });
    await respond(ctx, { status, page: () => layout(form) });
  }

  async function showForm(ctx: Context): Promise<void> {
    await show(ctx, { status: 200, fields: pickFields(new URLSearchParams(ctx.querystring)), problems: [] });
  }

  async function save(ctx: Context): Promise<void> {
    if (!isSameOrigin(ctx.headers, publicHost)) throw new PageFailure(403, FOREIGN);
    const form = await readForm(ctx.req);
    const fields = pickFields(form);
    if (!tokens.isGenuine(ctx, form.get('token') ?? ''))
      return show(ctx, { status: 403, fields, problems: [STALE] });
    const problems = await add(ruleBook, fields, ctx.req.socket.remoteAddress ?? 'somebody who has hung up');
    if (problems.length > 0) return show(ctx, { status: 400, fields, problems });
    ctx.redirect(pageLinks.to('/add_known_error', { saved: '1' }));
    ctx.status = 303;
  }

  return { showForm, save };
}

const FOREIGN = 'The form was not sent from a page of this server. Open it here and send it again.';

const STALE = {
  field: '',
  message: 'The form was opened too long ago, or this browser keeps no cookies. Press Save again.',
};

async function add(
  ruleBook: Pick<RuleBook, 'add'>,
  fields: KnownErrorFields,
  address: string,
): Promise<readonly EntryProblem[]> {
  try {
    await ruleBook.add('known_errors', toEntry(fields), `web form, from ${address}`);
    return [];
  } catch (error) {
    if (error instanceof InvalidEntry) return error.problems;
    throw error;
  }
}
