import { MAX_MAP_BYTES } from './found-map.ts';

/** The bytes of a map in a `data:` URL of JSON, base64 or percent-encoded (RFC 2397); null when it is none or too large. */
export function decodeInlineMap(url: string): Uint8Array | null {
  const comma = url.indexOf(',');
  if (comma < 0 || comma > 200) return null;
  const head = url.slice(0, comma).toLowerCase();
  if (!/^data:(?:application|text)\/json(?:;|$)/.test(head)) return null;
  const bytes = head.endsWith(';base64')
    ? Buffer.from(url.slice(comma + 1), 'base64')
    : decodePercent(url.slice(comma + 1));
  return bytes === null || bytes.length > MAX_MAP_BYTES ? null : bytes;
}

export function isInline(url: string): boolean {
  return /^data:/i.test(url);
}

function decodePercent(text: string): Buffer | null {
  try {
    return Buffer.from(decodeURIComponent(text));
  } catch {
    return null;
  }
}
