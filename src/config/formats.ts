import { RE2JS } from 're2js';
import { parseAddressRange } from '../address-range.ts';
import { isMailAddress } from '../mail-address.ts';
import { parsePasswordHash } from '../password-hash.ts';
import { suggest } from './suggest.ts';

/** What a text may have to look like. The names stand in the JSON Schemas as `format`; editors ignore those they do not know. */
export type Format = {
  /** Completes the sentence "must be …". */
  readonly words: string;
  readonly accepts: (text: string) => boolean;
  /** Says more about a text that was not accepted; may quote it. */
  readonly hint?: (text: string) => string;
};

export type FormatName = keyof typeof FORMATS;

export function getFormat(name: string): Format | undefined {
  return new Map<string, Format>(Object.entries(FORMATS)).get(name);
}

export const FORMATS = {
  size: {
    words: 'a size such as 67108864 or 64 MiB',
    accepts: (text) => parseSize(text) !== undefined,
  },
  'one-line': {
    words: 'text on one line',
    accepts: (text) => !hasControls(text),
  },
  directory: {
    words: 'the path of a directory on one line',
    accepts: (text) => !hasControls(text) && !ADDRESS.test(text),
    hint: (text) => (ADDRESS.test(text) ? '; use repo_url for an address' : ''),
  },
  host: {
    words: 'a host name or an IP address, without a port',
    accepts: (text) => isHost(text),
  },
  'host-port': {
    words: 'host or host:port',
    accepts: isHostPort,
  },
  'base-url': {
    words: 'an http or https URL without credentials, query or fragment',
    accepts: (text) => isPlainUrl(text),
  },
  'otlp-endpoint': {
    words: 'an http or https URL without credentials, query or fragment',
    accepts: (text) => isPlainUrl(text) && !SIGNAL_PATH.test(text),
    hint: (text) =>
      SIGNAL_PATH.test(text) ? '; leave out /v1/…, it is added' : '; credentials belong in upstream_headers',
  },
  'repository-url': {
    words: 'an http, https, ssh or file URL, user@host:path or an absolute path',
    accepts: isRepositoryUrl,
  },
  'trace-url': {
    words: 'an http or https URL that contains {trace_id}',
    accepts: (text) => text.includes('{trace_id}') && isHttpUrl(text.replaceAll('{trace_id}', '0')),
  },
  'time-zone': {
    words: 'a time zone such as Europe/Berlin',
    accepts: isTimeZone,
    hint: (text) => suggest(text, Intl.supportedValuesOf('timeZone')),
  },
  re2: {
    words: 'an RE2 regular expression',
    accepts: (text) => explainPattern(text) === '',
    hint: (text) => `: ${explainPattern(text)}`,
  },
  date: {
    words: 'a date such as 2026-01-31',
    accepts: isDate,
  },
  domain: {
    words: 'a domain such as example.com',
    accepts: (text) => DOMAIN.test(text) && text.length <= 253,
  },
  email: {
    words: 'an e-mail address',
    accepts: isMailAddress,
  },
  'email-or-name': {
    words: 'an e-mail address, the part before its @, or an owner in CODEOWNERS such as @org/team',
    accepts: (text) => isAddressInCommits(text) || LOCAL_PART.test(text) || CODE_OWNER.test(text),
  },
  token: {
    words: 'a token without spaces',
    accepts: (text) => /^[\x21-\x7e]+$/.test(text),
  },
  'password-hash': {
    words: 'what `flawless hash-password` prints',
    accepts: (text) => parsePasswordHash(text) !== null,
  },
  'address-range': {
    words: 'an IP address or a range such as 10.0.0.0/8',
    accepts: (text) => parseAddressRange(text) !== null,
  },
  origin: {
    words: 'an origin such as https://shop.example.com, https://*.example.com or *',
    accepts: (text) => text === '*' || ORIGIN.test(text),
    hint: (text) => (text.endsWith('/') ? '; leave out the slash at its end' : ''),
  },
  'header-name': {
    words: 'the name of a header',
    accepts: (text) => HEADER_NAME.test(text),
  },
  'header-value': {
    words: 'a header value of visible characters on one line',
    accepts: (text) => /^[\t\x20-\x7e\x80-\xff]*$/.test(text),
  },
  'directory-name': {
    words: 'the name of one directory, without slashes',
    accepts: (text) => !/[/\\]/.test(text) && !hasControls(text),
  },
  'repository-path': {
    words: 'a path inside the repository with forward slashes and without a leading / or ./',
    accepts: (text) => !/^\.{0,2}\//.test(text) && !text.includes('\\') && !hasControls(text),
  },
} as const satisfies Readonly<Record<string, Format>>;

/** A user, or a team of an organisation or group. */
const CODE_OWNER = /^@?[\w.-]+(?:\/[\w.-]+)*$/;

/** RFC 9110, section 5.6.2. */
export const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Bytes of a size such as `64 MiB`, `500kB` or `1024`. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,15}) ?([a-z]{0,3})$/i.exec(text);
  const factor = SIZE_UNITS[match?.[2]?.toLowerCase() ?? '?'];
  if (match === null || factor === undefined) return undefined;
  const bytes = Number(match[1]) * factor;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

// A path may hold :// only behind a slash.
const ADDRESS = /^[a-z][a-z0-9+.-]{0,20}:\/\//i;
const SIGNAL_PATH = /\/v1(?:development)?\/(?:traces|logs|metrics|profiles)\/?$/;
const ORIGIN = /^[a-z][a-z0-9+.*-]*:\/\/[a-z0-9.*_-]+(?::(?:\d{1,5}|\*))?$/i;
const DOMAIN = /^[\p{L}\p{N}][\p{L}\p{N}.-]*$/u;
const LOCAL_PART = /^[^\s@,;:<>()"\\\p{Cc}]{1,64}$/u;

function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

function isHost(text: string): boolean {
  if (text.length > 255) return false;
  return /^[a-z0-9_][a-z0-9_.-]*$/i.test(text) || /^[0-9a-f:.]*:[0-9a-f:.]*(?:%\w+)?$/i.test(text);
}

function isHostPort(text: string): boolean {
  const match = /^([^\s:@/[\]]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/i.exec(text);
  const port = Number(match?.[2] ?? 25);
  return match !== null && port > 0 && port <= 65535;
}

function parseUrl(text: string): URL | null {
  return /[\s\p{Cc}]/u.test(text) ? null : URL.parse(text);
}

function isHttpUrl(text: string): boolean {
  const url = parseUrl(text);
  return url !== null && /^https?:$/.test(url.protocol) && /^https?:\/\//i.test(text);
}

function isPlainUrl(text: string): boolean {
  return isHttpUrl(text) && !/[@?#]/.test(text);
}

function isRepositoryUrl(text: string): boolean {
  if (/[\s\p{Cc}]/u.test(text)) return false;
  if (text.startsWith('/')) return true;
  if (/^[\w.][\w.-]*@[\w.][\w.-]*:[^-]/.test(text)) return true;
  const url = URL.parse(text);
  if (url === null || !/^(?:https?|ssh|file):\/\//i.test(text)) return false;
  return url.protocol === 'file:' || (url.hostname !== '' && !url.hostname.startsWith('-'));
}

/** Only names: offsets such as `+01:00` know nothing of daylight saving. */
function isTimeZone(text: string): boolean {
  if (!/^[a-z]/i.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
}

function explainPattern(text: string): string {
  try {
    RE2JS.compile(text);
    return '';
  } catch (error) {
    return (error instanceof Error ? error.message : 'it cannot be read').replace(
      /^error parsing regexp: /,
      '',
    );
  }
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

// git takes any text for an address, and bots have brackets in theirs.
function isAddressInCommits(text: string): boolean {
  const at = text.lastIndexOf('@');
  return (
    LOCAL_PART.test(text.slice(0, Math.max(at, 0))) && DOMAIN.test(text.slice(at + 1)) && text.length <= 254
  );
}
