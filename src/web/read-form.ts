import type { IncomingMessage } from 'node:http';
import { PageFailure } from './page-failure.ts';

const MAX_FORM_BYTES = 64 * 1024;

/** The fields of a posted form; a `PageFailure` for other types and for bodies above 64 KiB. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded')
    throw new PageFailure(415, 'Send the form as application/x-www-form-urlencoded.');
  return new URLSearchParams(await readText(request));
}

// What is too much is read on for a while, so that the browser is still there to read the answer.
const GIVE_UP_BYTES = 16 * MAX_FORM_BYTES;

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes <= MAX_FORM_BYTES) chunks.push(chunk);
    if (bytes > GIVE_UP_BYTES) break;
  }
  if (bytes > MAX_FORM_BYTES)
    throw new PageFailure(413, 'The form is larger than 64 KiB. Go back, shorten it and send it again.');
  return Buffer.concat(chunks).toString('utf8');
}
