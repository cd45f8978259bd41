import { isArray, readSafely } from './read-safely.ts';
import { isSecretName, SCRUBBED } from './scrub.ts';

/** What a framework knows of a request; nothing of it is trusted. */
export interface RequestFacts {
  readonly method: unknown;
  /** A path with its query, or a whole URL. */
  readonly url: unknown;
  /** An object with names in lower case, or one with a `get` that takes a name. */
  readonly headers: unknown;
  /** The pattern that matched the path. */
  readonly route: unknown;
}

/** The request as additional information: only these headers, and no values that may be secrets. */
export function describeRequest(
  { method, url, headers, route }: RequestFacts,
  headerNames: readonly string[] = USUAL_HEADERS,
): Record<string, unknown> {
  const { path, query } = splitUrl(url);
  return {
    method: readString(method),
    path,
    route: route instanceof RegExp ? route.source : readString(route),
    query: query === '' ? undefined : describeQuery(query),
    headers: describeHeaders(headers, headerNames),
  };
}

/** The path of a URL or of a request target, and its query without the question mark. */
export function splitUrl(url: unknown): { readonly path: string | undefined; readonly query: string } {
  if (typeof url !== 'string') return { path: undefined, query: '' };
  const [target = ''] = url.replace(ORIGIN, '').split('#', 1);
  const mark = target.indexOf('?');
  if (mark === -1) return { path: target, query: '' };
  return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

const USUAL_HEADERS = ['accept', 'content-length', 'content-type', 'host', 'user-agent', 'x-request-id'];

/** May hold a password. */
const ORIGIN = /^[a-z][a-z0-9+.-]{0,20}:\/\/[^/?#]*/i;

const MAX_QUERY_CHARS = 16 * 1024;
const MAX_PARAMETERS = 100;

/** Of signed links and logins; other secrets have names that are secret everywhere. */
const SECRET_PARAMETERS = new Set(['auth', 'awsaccesskeyid', 'code', 'key', 'sig', 'signature']);
const SECRET_SUFFIX = '-signature';

function readString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function describeQuery(query: string): unknown {
  if (query.length > MAX_QUERY_CHARS) return `[${query.length} characters]`;
  const values = new Map<string, string | string[]>();
  for (const [name, text] of new URLSearchParams(query)) {
    if (values.size >= MAX_PARAMETERS) break;
    const value = isSecretParameter(name) ? SCRUBBED : hideSecret(text);
    const before = values.get(name);
    values.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(values);
}

function isSecretParameter(name: string): boolean {
  const lower = name.toLowerCase();
  return SECRET_PARAMETERS.has(lower) || lower.endsWith(SECRET_SUFFIX);
}

/** A value may be a link or a form that has a secret in it. */
function hideSecret(text: string): string {
  return text.includes('=') && isSecretName(text) ? SCRUBBED : text;
}

function describeHeaders(headers: unknown, names: readonly string[]): Record<string, unknown> | undefined {
  const found = names.flatMap((name) => {
    const lower = name.toLowerCase();
    const value = readHeader(headers, lower);
    return value === undefined ? [] : [[lower, value] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function readHeader(headers: unknown, name: string): unknown {
  const get = readSafely(headers, 'get');
  const value = typeof get === 'function' ? call(get, headers, name) : readSafely(headers, name);
  if (typeof value === 'string') return hideSecret(value);
  return isArray(value) ? value.filter((each) => typeof each === 'string').map(hideSecret) : undefined;
}

function call(get: object, headers: unknown, name: string): unknown {
  try {
    return typeof get === 'function' ? Reflect.apply(get, headers, [name]) : undefined;
  } catch {
    return undefined;
  }
}
