import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Recorded } from './recorder.ts';
import { runTool } from './run-tool.ts';
import { installPython } from './runtimes/python.ts';

/** A protobuf message as JSON; absent fields and those with the default value are left out. */
export type Message = { readonly [field: string]: Json };
export type Json = string | number | boolean | null | readonly Json[] | Message;

/** What the requests say, read by Google's protobuf runtime: none of our code has a hand in it. */
export async function decodeRequests(requests: readonly Recorded[]): Promise<readonly Message[]> {
  const lines = requests.map((request) => {
    const json = request.contentType.startsWith('application/json');
    return JSON.stringify({ path: request.path, json, body: decompress(request).toString('base64') });
  });
  const printed = await runTool(await installPython(), ['decode.py'], {
    cwd: join(import.meta.dirname, 'python'),
    input: lines.map((line) => `${line}\n`).join(''),
  });
  return printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Message);
}

function decompress({ contentEncoding, body }: Recorded): Buffer {
  if (contentEncoding === 'gzip') return gunzipSync(body);
  if (contentEncoding === 'zstd') return zstdDecompressSync(body);
  return body;
}
