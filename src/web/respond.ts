import type { Context } from 'koa';
import type { Html } from '../html.ts';

/** A page for people and, where there is one, the same as JSON for programs that ask for it. */
export type Answer = {
  readonly status?: number;
  readonly page: () => Html | Promise<Html>;
  readonly facts?: () => object;
};

/** Whether `Accept` prefers JSON to a page. */
export function wantsJson(ctx: Context): boolean {
  return ctx.accepts('html', 'json') === 'json';
}

/** Sends the page, or the facts when `Accept` prefers JSON. */
export async function respond(ctx: Context, { status = 200, page, facts }: Answer): Promise<void> {
  ctx.vary('Accept');
  const body =
    facts !== undefined && wantsJson(ctx)
      ? { type: 'application/json', text: JSON.stringify(facts()) }
      : { type: 'text/html', text: `<!doctype html>${(await page()).toString()}` };
  ctx.status = status;
  ctx.type = body.type;
  ctx.body = body.text;
}
