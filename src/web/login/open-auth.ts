import type { Context } from 'koa';
import { createRanges, type InRanges } from '../../address-range.ts';
import type { Config } from '../../config/options.ts';
import { describeCookie, nameCookie, type CookieSettings } from './form-token.ts';
import { identifyAnybody, identifyByHeader, identifyBySession } from './identify.ts';
import { createSessions } from './sessions.ts';
import type { Identify } from './visitor.ts';

/** How `web_auth` lets people in. */
export type Auth = {
  readonly identify: Identify;
  readonly isTrustedProxy: InRanges;
  /** Null where nobody logs in here. */
  readonly door: SessionDoor | null;
};

/** Sessions as browsers carry them. */
export type SessionDoor = {
  /** Begins a session in place of any other of this browser. */
  open(ctx: Context, name: string): void;
  close(ctx: Context): void;
};

export type AuthNeeds = {
  readonly config: Pick<Config, 'web_auth' | 'web_proxy_header' | 'web_trusted_proxies'>;
  readonly cookie: CookieSettings;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly now: () => number;
};

export function openAuth({ config, cookie, randomBytes, now }: AuthNeeds): Auth {
  const isTrustedProxy = createRanges(config.web_trusted_proxies);
  if (config.web_auth === 'proxy')
    return {
      identify: identifyByHeader(config.web_proxy_header, isTrustedProxy),
      isTrustedProxy,
      door: null,
    };
  if (config.web_auth !== 'users')
    return { identify: identifyAnybody(isTrustedProxy), isTrustedProxy, door: null };
  const sessions = createSessions({ randomBytes, now });
  const name = nameCookie('flawless_session', cookie);
  const readSecret = (ctx: Context) => ctx.cookies.get(name) ?? '';
  const setCookie = (ctx: Context, value: string) =>
    ctx.append(
      'Set-Cookie',
      `${name}=${value}; ${describeCookie(cookie)}${value === '' ? '; Max-Age=0' : ''}`,
    );
  const door: SessionDoor = {
    open(ctx, user) {
      sessions.end(readSecret(ctx));
      setCookie(ctx, sessions.begin(user));
    },
    close(ctx) {
      sessions.end(readSecret(ctx));
      setCookie(ctx, '');
    },
  };
  return { identify: identifyBySession(sessions, readSecret, isTrustedProxy), isTrustedProxy, door };
}
