import { StartFailure } from '../start-failure.ts';
import { readReason } from '../read-reason.ts';

/** 16 MiB: far more than any trace, and little enough to be held in memory. */
export const MAX_TRACE_FILE_BYTES = 16 * 1024 * 1024;

/**
 * Reads a text to its end; `name` is what sentences call its source. Rejects with `StartFailure` when it is too large,
 * empty, no text, or cannot be read.
 */
export async function readTrace(source: AsyncIterable<Uint8Array>, name: string): Promise<string> {
  const bytes = await collect(source, name).catch((error: unknown) => {
    throw error instanceof StartFailure ? error : explainUnread(name, error);
  });
  const text = decode(bytes);
  if (text === null) throw new StartFailure(`${name} is not text: it has to be a stack trace as printed.`);
  if (text.trim() === '') throw new StartFailure(`${name} is empty: it has to be a stack trace as printed.`);
  return text;
}

async function collect(source: AsyncIterable<Uint8Array>, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > MAX_TRACE_FILE_BYTES)
      throw new StartFailure(`${name} is larger than 16 MiB: cut the stack trace out of it.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** UTF-8, or UTF-16 where its mark stands first, as PowerShell redirects; null when it is neither. */
function decode(bytes: Uint8Array): string | null {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
  return text.includes('\0') || countUnreadable(text) * 10 > text.length ? null : text;
}

function countUnreadable(text: string): number {
  return text.split('\uFFFD').length - 1;
}

function explainUnread(name: string, error: unknown): StartFailure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT')
    return new StartFailure(`${name} does not exist: name a file, or - for standard input.`);
  if (code === 'EISDIR') return new StartFailure(`${name} is a directory: name a file with a stack trace.`);
  if (code === 'EACCES') return new StartFailure(`${name} may not be read by this user.`);
  const reason = readReason(error);
  return new StartFailure(`${name} cannot be read: ${reason}`);
}
