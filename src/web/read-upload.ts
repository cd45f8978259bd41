import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { PageFailure } from './page-failure.ts';

const inflate = promisify(gunzip);

/** The body of a request that sends JSON, as it is or gzip'd; a `PageFailure` for other types and for more than `maxBytes`. */
export async function readUpload(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const type = readWord(request.headers['content-type']);
  if (type !== 'application/json')
    throw new PageFailure(415, 'Send the source map as it is, with Content-Type: application/json.');
  const encoding = readWord(request.headers['content-encoding']);
  if (!['', 'identity', 'gzip'].includes(encoding))
    throw new PageFailure(415, 'Send the source map as it is or gzip’d; nothing else can be unpacked.');
  const bytes = await readBytes(request, maxBytes);
  return encoding === 'gzip' ? unpack(bytes, maxBytes) : bytes;
}

function readWord(header: string | undefined): string {
  return header?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function unpack(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  try {
    return await inflate(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(maxBytes);
    throw new PageFailure(400, 'The body is not gzip, though Content-Encoding says so.');
  }
}

function tooLarge(maxBytes: number): PageFailure {
  return new PageFailure(413, `The source map is larger than ${maxBytes / 2 ** 20} MiB.`);
}
