import { hash } from 'node:crypto';

/** 64 bits of a key's SHA-256, as two unsigned halves. */
export type Fingerprint = readonly [high: number, low: number];

export function toFingerprint(key: string): Fingerprint {
  const digest = hash('sha256', key, 'binary');
  return [readHalf(digest, 0), readHalf(digest, 4)];
}

function readHalf(bytes: string, at: number): number {
  const upper = (bytes.charCodeAt(at) << 24) | (bytes.charCodeAt(at + 1) << 16);
  return (upper | (bytes.charCodeAt(at + 2) << 8) | bytes.charCodeAt(at + 3)) >>> 0;
}
