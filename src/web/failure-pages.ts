import type { Context, Middleware } from 'koa';
import { GitFailure } from '../git/git-failure.ts';
import { html } from '../html.ts';
import type { Log } from '../telemetry/log.ts';
import { Unavailable } from '../unavailable.ts';
import type { Layout } from './layout.ts';
import { PageFailure } from './page-failure.ts';
import { respond } from './respond.ts';

type Failure = { readonly status: number; readonly title: string; readonly message: string };

/** The one place where what went wrong becomes a page; details of a fault of ours go to the log only. */
export function createFailurePages({ layout, log }: { layout: Layout; log: Log }): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status >= 400 && !ctx.body) await show(ctx, layout, describeStatus(ctx.status));
    } catch (error) {
      if (!ctx.writable) return; // The client is gone; nobody reads the page.
      const failure = describeError(error);
      if (failure.status >= 500 && !isRefusal(error))
        log.error({ err: error, url: ctx.req.url, status: failure.status }, 'page failed');
      if (failure.status === 503) ctx.set('Retry-After', '3');
      await show(ctx, layout, failure);
    }
  };
}

/** Who comes back as told is served: nothing is broken. */
function isRefusal(error: unknown): boolean {
  return error instanceof PageFailure && error.status === 503;
}

async function show(ctx: Context, layout: Layout, { status, title, message }: Failure): Promise<void> {
  const body = html`<h1>${title}</h1>
    <p>${message}</p>`;
  await respond(ctx, { status, page: () => layout({ title, body }), facts: () => ({ error: message }) });
}

function describeError(error: unknown): Failure {
  if (error instanceof PageFailure)
    return { ...describeStatus(error.status), status: error.status, message: error.message };
  if (error instanceof Unavailable || error instanceof GitFailure) return describeStatus(503);
  return describeStatus(readClientStatus(error) ?? 500);
}

// Koa and its router throw errors with a status; a request line that is no address fails in node's URL parser.
function readClientStatus(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && error.code === 'ERR_INVALID_URL') return 400;
  const status = 'status' in error ? error.status : null;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

function describeStatus(status: number): Failure {
  const [title, message] = TEXTS[status] ?? ['This did not work', 'The request could not be answered.'];
  return { status, title, message };
}

const TEXTS: Readonly<Record<number, readonly [title: string, message: string]>> = {
  400: ['This request could not be read', 'Check the address; one of its parts is not what it should be.'],
  401: ['Who is there?', 'This needs a token that the request did not bring.'],
  421: ['Wrong address', 'This server does not go by that name.'],
  403: [
    'Not allowed',
    'The request did not come from a page of this server. Open the form and send it again.',
  ],
  404: ['Nothing here', 'There is no page at this address.'],
  405: ['Not this way', 'This address does not answer that kind of request.'],
  413: ['Too much at once', 'The form is larger than 64 KiB. Shorten its fields and send it again.'],
  415: ['Not this type', 'Send the form as application/x-www-form-urlencoded.'],
  500: ['Something broke here', 'Flawless could not make this page. Its log says why.'],
  501: ['Not this way', 'This server does not know that kind of request.'],
  507: ['No room left', 'The disk is full, so nothing can be kept.'],
  503: ['Not right now', 'What this page needs cannot be read at the moment. Try again in a few seconds.'],
};
