import type { Context } from 'koa';
import type { InRanges } from '../../address-range.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Layout } from '../layout.ts';
import type { PageLinks } from '../page-links.ts';
import { respond } from '../respond.ts';
import type { CheckPassword } from './check-password.ts';
import { findClientAddress } from './client-address.ts';
import type { FormGuard } from './form-guard.ts';
import { toLocalPath } from './local-path.ts';
import type { LoginLimit } from './login-limit.ts';
import { renderLogin, renderLogout } from './login-view.ts';
import type { SessionDoor } from './open-auth.ts';
import type { Identify } from './visitor.ts';

export type LoginPageNeeds = {
  readonly guard: FormGuard;
  readonly identify: Identify;
  readonly isTrustedProxy: InRanges;
  readonly door: SessionDoor;
  readonly limit: LoginLimit;
  readonly checkPassword: CheckPassword;
  readonly pageLinks: PageLinks;
  readonly layout: Layout;
  readonly log: Log;
};

type Shown = {
  readonly status: number;
  readonly next: string;
  readonly name?: string;
  readonly problem?: string;
};

/** `/login` and `/logout`: the pages, and where their forms are sent. */
export function createLoginPages(needs: LoginPageNeeds) {
  const { guard, identify, isTrustedProxy, door, limit, checkPassword, pageLinks, layout, log } = needs;
  const action = pageLinks.to('/login');

  async function show(ctx: Context, { status, next, name = '', problem = '' }: Shown): Promise<void> {
    const page = { action, token: guard.issue(ctx), next, name, problem };
    await respond(ctx, { status, page: () => layout(renderLogin(page)) });
  }

  async function showLogin(ctx: Context): Promise<void> {
    const next = toLocalPath(new URLSearchParams(ctx.querystring).get('next'), '/');
    if (identify(ctx) !== null) return lead(ctx, pageLinks.to(next));
    await show(ctx, { status: 200, next });
  }

  async function logIn(ctx: Context): Promise<void> {
    const { fields, stale } = await guard.read(ctx);
    const [name, next] = [(fields.get('name') ?? '').trim(), toLocalPath(fields.get('next'), '/')];
    const refuse = (status: number, problem: string) => show(ctx, { status, next, name, problem });
    if (stale !== null) return refuse(403, stale.message);
    const address = findClientAddress(ctx.req, isTrustedProxy);
    const waitSeconds = limit.take(address);
    if (waitSeconds > 0) {
      ctx.set('Retry-After', String(waitSeconds));
      return refuse(429, `${TOO_MANY} Try again in ${Math.ceil(waitSeconds / 60)} minutes.`);
    }
    const isRight = await checkPassword(name, fields.get('password') ?? '');
    if (isRight === null) return refuse(503, 'Too many people are logging in at the moment. Try again.');
    if (!isRight) {
      log.warn({ address }, 'a login failed');
      return refuse(401, 'The name or the password is wrong.');
    }
    limit.forgive(address);
    door.open(ctx, name);
    log.info({ name, address }, 'somebody logged in');
    lead(ctx, pageLinks.to(next));
  }

  async function showLogout(ctx: Context): Promise<void> {
    const page = {
      action: pageLinks.to('/logout'),
      token: guard.issue(ctx),
      name: identify(ctx)?.name ?? '',
    };
    await respond(ctx, { page: () => layout(renderLogout(page)) });
  }

  async function logOut(ctx: Context): Promise<void> {
    const { stale, by } = await guard.read(ctx);
    if (stale !== null) return showLogout(ctx);
    door.close(ctx);
    log.info({ by }, 'somebody logged out');
    lead(ctx, action);
  }

  /** Pages are led to and stay where they are; what was sent is answered here, with the page it came from behind it. */
  async function askToLogIn(ctx: Context, next: string): Promise<void> {
    if (ctx.method === 'GET' || ctx.method === 'HEAD') return lead(ctx, pageLinks.to('/login', { next }));
    await show(ctx, { status: 401, next: toLocalPath(next, '/'), problem: ENDED });
  }

  return { showLogin, logIn, showLogout, logOut, askToLogIn };
}

const TOO_MANY = 'There were too many tries from your address.';

const ENDED = 'You are no longer logged in, so nothing was changed. Log in to find the form as you left it.';

function lead(ctx: Context, path: string): void {
  ctx.redirect(path);
  ctx.status = 303;
}
