import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';

/** Signed double submit: a form is genuine when its token is the signature of the cookie it came with. */
export type FormTokens = {
  /** A token for the browser that asks, which gets the cookie that belongs to it. */
  issue(ctx: Context): string;
  isGenuine(ctx: Context, token: string): boolean;
};

export type FormTokenNeeds = {
  readonly randomBytes: (size: number) => Uint8Array;
  /** The path of the pages and whether they are public under https. */
  readonly cookiePath: string;
  readonly secure: boolean;
};

const COOKIE = 'flawless_form';

/** Tokens signed with a key of this process; forms opened before a restart have to be sent twice. */
export function createFormTokens({ randomBytes, cookiePath, secure }: FormTokenNeeds): FormTokens {
  const key = randomBytes(32);
  const sign = (browser: string) => createHmac('sha256', key).update(browser).digest('base64url');

  function issue(ctx: Context): string {
    const known = readCookie(ctx);
    if (known !== null) return sign(known);
    const browser = Buffer.from(randomBytes(16)).toString('base64url');
    const attributes = `Path=${cookiePath}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
    ctx.append('Set-Cookie', `${COOKIE}=${browser}; ${attributes}`);
    return sign(browser);
  }

  function isGenuine(ctx: Context, token: string): boolean {
    const browser = readCookie(ctx);
    return browser !== null && isEqual(sign(browser), token);
  }

  return { issue, isGenuine };
}

function readCookie(ctx: Context): string | null {
  const value = ctx.cookies.get(COOKIE) ?? '';
  return /^[A-Za-z0-9_-]{22}$/.test(value) ? value : null;
}

function isEqual(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
