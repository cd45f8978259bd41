import type { IncomingMessage } from 'node:http';

/** Cross-origin resource sharing, for OTLP from browsers: https://fetch.spec.whatwg.org/#http-cors-protocol */
export type Cors = {
  isPreflight(request: IncomingMessage): boolean;
  /** What goes with any answer to a page of `origin`. */
  answerHeaders(origin: string | undefined): Headers;
  /** What goes with the answer to a preflight. */
  preflightHeaders(origin: string | undefined): Headers;
};

export type CorsNeeds = {
  /** Exact origins, or with `*` for any run of characters; none: CORS is off. */
  readonly allowedOrigins: readonly string[];
  readonly allowedHeaders: readonly string[];
};

type Headers = Readonly<Record<string, string>>;

const USUAL_HEADERS = ['Content-Type', 'Content-Encoding', 'Authorization'];
const MAX_ORIGIN_LENGTH = 512;

/** Origins that are not allowed get no header, and their browser shows the page nothing. */
export function createCors({ allowedOrigins, allowedHeaders }: CorsNeeds): Cors {
  const isOn = allowedOrigins.length > 0;
  const matches = allowedOrigins.map(createMatcher);
  const isAnyAllowed = allowedOrigins.includes('*');
  const preflight = {
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': [...USUAL_HEADERS, ...allowedHeaders].join(', '),
    'Access-Control-Max-Age': '7200',
  };

  function allow(origin: string | undefined): Headers | null {
    if (origin === undefined || origin.length > MAX_ORIGIN_LENGTH) return null;
    if (isAnyAllowed) return { 'Access-Control-Allow-Origin': '*' };
    if (!matches.some((isMatch) => isMatch(origin.toLowerCase()))) return null;
    // navigator.sendBeacon always goes with credentials, and is not sent without this.
    return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' };
  }

  function answer(origin: string | undefined, more: Headers): Headers {
    if (!isOn) return {};
    const allowed = allow(origin);
    return { Vary: 'Origin', ...allowed, ...(allowed !== null && more) };
  }

  return {
    isPreflight: ({ method, headers }) =>
      isOn && method === 'OPTIONS' && headers['access-control-request-method'] !== undefined,
    answerHeaders: (origin) => answer(origin, { 'Access-Control-Expose-Headers': 'Retry-After' }),
    preflightHeaders: (origin) => answer(origin, preflight),
  };
}

/** The pieces between the stars are looked for from left to right, each where the one before ended. */
function createMatcher(pattern: string): (origin: string) => boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const last = rest.pop();
  if (last === undefined) return (origin) => origin === first;
  return (origin) => {
    if (!origin.startsWith(first)) return false;
    let at = first.length;
    for (const piece of rest) {
      const found = origin.indexOf(piece, at);
      if (found === -1) return false;
      at = found + piece.length;
    }
    return origin.length - last.length >= at && origin.endsWith(last);
  };
}
