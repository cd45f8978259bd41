import { createHash } from 'node:crypto';
import type { OutgoingBatch } from './outgoing.ts';

/**
 * A spooled batch is one line of JSON and then the body. The checksum covers the fields of the line as well, so a file
 * reads back as the batch that was written, or not at all.
 */
export function encodeSpoolHeader(outgoing: OutgoingBatch): Buffer {
  const { signal, contentType, contentEncoding, body } = outgoing;
  const header: Header = {
    version: 1,
    signal,
    contentType,
    contentEncoding,
    length: body.length,
    sha256: checksum(outgoing),
  };
  return Buffer.from(`${JSON.stringify(header)}\n`);
}

/** The batch in a spool file; null when the file is truncated, altered, or of a version unknown here. */
export function decodeSpoolFile(file: Uint8Array): OutgoingBatch | null {
  const end = file.subarray(0, LONGEST_HEADER).indexOf(NEWLINE);
  if (end === -1) return null;
  const header = parseHeader(file.subarray(0, end));
  if (header === null) return null;
  const { signal, contentType, contentEncoding } = header;
  const outgoing: OutgoingBatch = { signal, contentType, contentEncoding, body: file.subarray(end + 1) };
  const intact = header.length === outgoing.body.length && header.sha256 === checksum(outgoing);
  return intact ? outgoing : null;
}

type Header = Omit<OutgoingBatch, 'body'> & {
  readonly version: 1;
  readonly length: number;
  /** Hexadecimal. */
  readonly sha256: string;
};

const LONGEST_HEADER = 1024;
const NEWLINE = 0x0a;

function checksum({ signal, contentType, contentEncoding, body }: OutgoingBatch): string {
  return createHash('sha256')
    .update(`${signal}\n${contentType}\n${contentEncoding}\n`)
    .update(body)
    .digest('hex');
}

function parseHeader(line: Uint8Array): Header | null {
  try {
    const header: unknown = JSON.parse(Buffer.from(line).toString('utf8'));
    return isHeader(header) ? header : null;
  } catch {
    return null;
  }
}

// What the checksum covers need not be looked at here as long as it is text.
function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const texts = ['signal', 'contentType', 'contentEncoding', 'sha256'];
  return (
    fields.get('version') === 1 &&
    typeof fields.get('length') === 'number' &&
    texts.every((name) => typeof fields.get(name) === 'string')
  );
}
