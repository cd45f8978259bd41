import { deflateRawSync, inflateRawSync } from 'node:zlib';

// Traces repeat themselves: the fastest level already takes more than two thirds off. A small window costs little to set up.
const FAST = { level: 1, windowBits: 13, memLevel: 5 };

/** A document as it is kept on disk. */
export function packDocument(document: string): Uint8Array {
  return deflateRawSync(document, FAST);
}

/** What `packDocument` was given; documents of earlier versions are plain text. */
export function unpackDocument(kept: unknown): string {
  return kept instanceof Uint8Array ? inflateRawSync(kept).toString() : String(kept);
}
