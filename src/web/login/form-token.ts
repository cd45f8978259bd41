import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';
import type { Identify } from './visitor.ts';

/** Signed double submit: a form is genuine when its token is the signature of the cookie and the session it came with. */
export type FormTokens = {
  /** A token for the browser that asks, which gets the cookie that belongs to it. */
  issue(ctx: Context): string;
  isGenuine(ctx: Context, token: string): boolean;
};

export type FormTokenNeeds = {
  readonly randomBytes: (size: number) => Uint8Array;
  readonly identify: Identify;
  readonly cookie: CookieSettings;
};

/** The path of the pages and whether they are public under https. */
export type CookieSettings = { readonly path: string; readonly secure: boolean };

/** Tokens signed with a key of this process; forms opened before a restart have to be sent twice. */
export function createFormTokens({ randomBytes, identify, cookie }: FormTokenNeeds): FormTokens {
  const key = randomBytes(32);
  const name = nameCookie('flawless_form', cookie);

  function sign(ctx: Context, browser: string): string {
    const binding = identify(ctx)?.binding ?? '';
    return createHmac('sha256', key)
      .update(JSON.stringify([browser, binding]))
      .digest('base64url');
  }

  function issue(ctx: Context): string {
    const known = readCookie(ctx, name);
    if (known !== null) return sign(ctx, known);
    const browser = Buffer.from(randomBytes(16)).toString('base64url');
    ctx.append('Set-Cookie', `${name}=${browser}; ${describeCookie(cookie)}`);
    return sign(ctx, browser);
  }

  function isGenuine(ctx: Context, token: string): boolean {
    const browser = readCookie(ctx, name);
    return browser !== null && isEqual(sign(ctx, browser), token);
  }

  return { issue, isGenuine };
}

/** Browsers let nobody but this very host set a cookie with the prefix, over https, for all of its paths. */
export function nameCookie(name: string, { secure }: CookieSettings): string {
  return secure ? `__Host-${name}` : name;
}

/** Without an age, so that it ends with the browser. Lax lets those in who come by a link in a mail. */
export function describeCookie({ path, secure }: CookieSettings): string {
  return `Path=${secure ? '/' : path}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

function readCookie(ctx: Context, name: string): string | null {
  const value = ctx.cookies.get(name) ?? '';
  return /^[A-Za-z0-9_-]{22}$/.test(value) ? value : null;
}

function isEqual(expected: string, given: string): boolean {
  return timingSafeEqual(hash('sha256', expected, 'buffer'), hash('sha256', given, 'buffer'));
}
