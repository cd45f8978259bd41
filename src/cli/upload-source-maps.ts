import { findSourceMaps, type LocalMap } from './find-source-maps.ts';
import { locateFolder } from './locate-folder.ts';
import type { UploadRequest } from './read-upload-arguments.ts';
import { sendSourceMap, type Destination, type SendNeeds, type Sent } from './send-source-map.ts';
import { readReason } from '../read-reason.ts';

export type UploadNeeds = SendNeeds & {
  readonly request: UploadRequest;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Prints a line for people. */
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
};

const TOKEN_VARIABLE = 'FLAWLESS_UPLOAD_TOKEN';

/** Sends the source maps of a folder, a line for each; gives the exit code: 1 when one was not taken or there are none. */
export async function uploadSourceMaps(needs: UploadNeeds): Promise<number> {
  const { request, env, print, printError } = needs;
  const token = request.token ?? env[TOKEN_VARIABLE] ?? '';
  if (!/^[\x21-\x7e]+$/.test(token)) return fail(printError, NO_TOKEN);
  const maps = await findMaps(request.dir);
  if (typeof maps === 'string') return fail(printError, maps);
  const folder = await locateFolder(request.dir, env['PATH'] ?? '');
  const to = { ...request, token, folder } satisfies Destination;
  let taken = 0;
  for (const map of maps) {
    const sent = await sendSourceMap(map, to, needs);
    if (sent.kind === 'stopped') return fail(printError, sent.because);
    (sent.kind === 'failed' ? printError : print)(describe(map, sent));
    if (sent.kind !== 'failed') taken += 1;
  }
  print(`${taken} of ${maps.length} source maps uploaded for ${request.service} ${request.version}.`);
  return taken === maps.length ? 0 : 1;
}

const NO_TOKEN = `A token is missing: set ${TOKEN_VARIABLE} to one of the server’s upload_tokens, or use --token.`;

function fail(printError: (line: string) => void, message: string): number {
  printError(message);
  return 1;
}

async function findMaps(dir: string): Promise<readonly LocalMap[] | string> {
  try {
    const maps = await findSourceMaps(dir);
    return maps.length > 0 ? maps : `No source maps in ${dir}: did you build with source maps?`;
  } catch (error) {
    return `${dir} cannot be read: ${readReason(error)}`;
  }
}

function describe({ path }: LocalMap, sent: Exclude<Sent, { kind: 'stopped' }>): string {
  if (sent.kind === 'failed') return `${path}: ${sent.because}`;
  return `${path}: ${sent.kind}, ${Math.ceil(sent.bytes / 1024)} KiB`;
}
