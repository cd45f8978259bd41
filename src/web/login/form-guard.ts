import type { Context } from 'koa';
import type { EntryProblem } from '../../config/invalid-entry.ts';
import { PageFailure } from '../page-failure.ts';
import { readForm } from '../read-form.ts';
import type { FormTokens } from './form-token.ts';
import { isSameOrigin } from './same-origin.ts';
import { describeVisitor, type Identify } from './visitor.ts';

/** The one way posted forms come in. */
export type FormGuard = {
  /** A token for the browser that asks, to be put into a form. */
  issue(ctx: Context): string;
  /** A form from a page of ours; a `PageFailure` for any other. */
  read(ctx: Context): Promise<GuardedForm>;
};

export type GuardedForm = {
  readonly fields: URLSearchParams;
  /** Set when its token is not, or no longer, the browser's own: then show the form again, and do nothing. */
  readonly stale: EntryProblem | null;
  /** Who sent it, for the log. */
  readonly by: string;
};

export type FormGuardNeeds = {
  readonly tokens: FormTokens;
  readonly identify: Identify;
  /** The host of the configured public address. */
  readonly publicHost: string | null;
};

export function createFormGuard({ tokens, identify, publicHost }: FormGuardNeeds): FormGuard {
  return {
    issue: (ctx) => tokens.issue(ctx),
    async read(ctx) {
      if (!isSameOrigin(ctx.headers, publicHost)) throw new PageFailure(403, FOREIGN);
      const fields = await readForm(ctx.req);
      const stale = tokens.isGenuine(ctx, fields.get('token') ?? '') ? null : STALE;
      return { fields, stale, by: describeVisitor(identify(ctx)) };
    },
  };
}

const FOREIGN = 'The form was not sent from a page of this server. Open it here and send it again.';

const STALE = {
  field: '',
  message: 'The form was opened too long ago, or this browser keeps no cookies. Press the button again.',
};
