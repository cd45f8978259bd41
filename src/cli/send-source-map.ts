import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { LocalMap } from './find-source-maps.ts';
import type { FolderPlace } from './locate-folder.ts';

/** Where maps go, and under which names. */
export type Destination = {
  /** The address of the web pages. */
  readonly to: string;
  readonly token: string;
  readonly service: string;
  readonly version: string;
  /** Where the maps' paths begin. */
  readonly folder: FolderPlace;
};

/** `failed`: this one was not taken, others may be. `stopped`: it is of no use to try on. Both say why. */
export type Sent =
  | { readonly kind: 'new' | 'replaced'; readonly bytes: number }
  | { readonly kind: 'failed'; readonly because: string }
  | { readonly kind: 'stopped'; readonly because: string };

export type SendNeeds = { readonly pause: (ms: number) => Promise<void> };

const compress = promisify(gzip);
const ATTEMPTS = 5;
const TIMEOUT_MS = 60_000;
const LONGEST_PAUSE_MS = 30_000;

/** Sends a map, again after a while when the server is busy. Does not reject. */
export async function sendSourceMap(map: LocalMap, to: Destination, { pause }: SendNeeds): Promise<Sent> {
  const raw = await map.read().catch(() => null);
  if (raw === null) return { kind: 'failed', because: 'the file cannot be read' };
  const body = await compress(raw);
  for (let attempt = 1; ; attempt++) {
    const response = await post(map, to, body);
    if (typeof response === 'string') return { kind: 'stopped', because: response };
    if (![429, 503].includes(response.status) || attempt === ATTEMPTS) return judge(response, raw.length);
    await response.body?.cancel();
    await pause(readPauseMs(response));
  }
}

/** A sentence when there is no answer. */
async function post(
  map: LocalMap,
  to: Destination,
  body: Uint8Array<ArrayBuffer>,
): Promise<Response | string> {
  const query = toQuery(map, to);
  const headers = {
    authorization: `Bearer ${to.token}`,
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    accept: 'application/json',
  };
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const url = `${to.to.replace(/(?<!\/)\/+$/, '')}/source_maps?${query}`;
    return await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
  } catch (error) {
    const reason = describeCause(error instanceof Error && error.cause !== undefined ? error.cause : error);
    return `Flawless cannot be reached at ${to.to} (${reason}). Is it running, and is --to the address of its web pages?`;
  }
}

function toQuery({ path, mapPath }: LocalMap, { service, version, folder }: Destination): URLSearchParams {
  const { prefix, root } = folder;
  const query = { service, version, path: prefix + path, map_path: prefix + mapPath };
  return new URLSearchParams(root === null ? query : { ...query, root });
}

/** Of several addresses tried, the one error of all has no message, but a code. */
function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message;
}

async function judge(response: Response, bytes: number): Promise<Sent> {
  const { status } = response;
  const answer = await response.text().catch(() => '');
  if (status === 201 || status === 200) return { kind: status === 201 ? 'new' : 'replaced', bytes };
  const because = readError(answer) ?? `the answer was ${status} ${response.statusText}`.trim();
  if (status === 401)
    return { kind: 'stopped', because: `The token is not one of upload_tokens. ${because}` };
  const isHopeless = [403, 404, 405, 421, 507].includes(status) || (status >= 300 && status < 400);
  return isHopeless ? { kind: 'stopped', because } : { kind: 'failed', because };
}

function readError(answer: string): string | null {
  try {
    const json: unknown = JSON.parse(answer);
    return json instanceof Object && 'error' in json && typeof json.error === 'string' ? json.error : null;
  } catch {
    return null;
  }
}

/** Retry-After in seconds, else one second. */
function readPauseMs(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? '1');
  return Math.min(Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : 1000, LONGEST_PAUSE_MS);
}
