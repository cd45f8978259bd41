import { gzipSync, zstdCompressSync } from 'node:zlib';
import { MEDIA_TYPES, type ContentEncoding, type Encoding } from '../../src/otlp/encoding.ts';
import { addAttributes } from '../../src/otlp/add-attributes.ts';
import { MalformedOtlp } from '../../src/otlp/malformed-otlp.ts';
import { SIGNAL_PATHS } from '../../src/otlp/signal.ts';
import { readInput } from './check-input.ts';
import { HEADER_GAMES, type HeaderGame } from './header-games.ts';
import type { Input } from './make-input.ts';
import { BYTE_MUTATIONS } from './mutate-bytes.ts';
import type { Random } from './random.ts';

/** A request as it goes over the socket, and what must come of it. */
export type HttpGame = {
  readonly name: string;
  readonly raw: Uint8Array;
  /** The statuses it may be answered with, overload aside; null when it is not HTTP and may just be cut off. */
  readonly expected: readonly number[] | null;
  /** How the answer is written. */
  readonly encoding: Encoding;
  /** Whether a body has to arrive upstream if it is accepted. */
  readonly arrives: boolean;
  /** The very bytes that have to arrive; null when they are hard to tell. */
  readonly forwarded: Uint8Array | null;
};

/** Bodies larger than this are refused; Flawless has to be told so. */
export const MAX_REQUEST_BYTES = 1024 * 1024;

type Body = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly contentEncoding: ContentEncoding;
} & Pick<HttpGame, 'arrives' | 'forwarded'> & { readonly expected: readonly number[] };

/** Puts an input into an HTTP request, mostly an ordinary one. */
export function makeHttpGame(input: Input): HttpGame {
  const body = makeBody(input);
  const game = input.random.oneIn(6) ? input.random.pick(HEADER_GAMES) : ORDINARY;
  const head = { path: SIGNAL_PATHS[input.signal], mediaType: MEDIA_TYPES[input.encoding] };
  const raw = game.write({ ...head, ...body, random: input.random });
  return {
    name: game === ORDINARY ? `${input.signal} ${input.encoding}, ${body.name}` : game.name,
    raw,
    expected: game.expected === undefined ? body.expected : game.expected,
    encoding: game.encoding ?? input.encoding,
    arrives: body.arrives,
    forwarded: body.forwarded,
  };
}

const ORDINARY: HeaderGame = {
  name: 'ordinary',
  write: ({ path, mediaType, contentEncoding, bytes }) =>
    Buffer.concat([
      Buffer.from(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: ${mediaType}\r\n`),
      Buffer.from(contentEncoding === 'identity' ? '' : `Content-Encoding: ${contentEncoding}\r\n`),
      Buffer.from(`Content-Length: ${bytes.length}\r\n\r\n`),
      bytes,
    ]),
};

function makeBody(input: Input): Body {
  const { random, bytes } = input;
  if (random.oneIn(400)) return makeBomb(random);
  const contentEncoding = random.pick(['identity', 'identity', 'identity', 'gzip', 'zstd'] as const);
  const { left, ...outcome } = { contentEncoding, ...foresee(input) };
  if (contentEncoding === 'identity') return { name: 'plain', bytes, forwarded: left, ...outcome };
  const compressed = contentEncoding === 'gzip' ? gzipSync(bytes, { level: 1 }) : zstdCompressSync(bytes);
  // What has changed is compressed again, in another way.
  const forwarded = left === bytes ? compressed : null;
  if (!random.oneIn(4)) return { name: contentEncoding, bytes: compressed, forwarded, ...outcome };
  const damaged = random.pick(BYTE_MUTATIONS)(compressed, random);
  // What damage to compressed bytes makes of them is hard to tell.
  const expected = [200, 400, 413];
  return { name: `damaged ${contentEncoding}`, bytes: damaged, contentEncoding, expected, ...UNKNOWN };
}

/** Little that becomes more than is allowed. */
function makeBomb(random: Random): Body {
  const zeros = new Uint8Array(MAX_REQUEST_BYTES * random.pick([2, 8, 32]));
  const contentEncoding = random.pick(['gzip', 'zstd'] as const);
  const bytes = contentEncoding === 'gzip' ? gzipSync(zeros) : zstdCompressSync(zeros);
  return { name: 'bomb', bytes, contentEncoding, expected: [413], ...UNKNOWN };
}

const UNKNOWN = { arrives: false, forwarded: null };

/** What becomes of a body that is read; `left` is what travels on, or null where something may be added to that. */
function foresee(input: Input): Pick<Body, 'expected' | 'arrives'> & { readonly left: Uint8Array | null } {
  try {
    const { found, itemCount, rejected, rejectedItems } = readInput(input);
    const arrives = rejectedItems === 0 || rejectedItems < itemCount;
    const isKnown = arrives && found.length === 0;
    const left = isKnown ? addAttributes(input.bytes, input.encoding, [], rejected) : null;
    return { expected: [200], arrives, left };
  } catch (error) {
    if (error instanceof MalformedOtlp) return { expected: [400], arrives: false, left: null };
    throw error;
  }
}
