import { gzipSync, zstdCompressSync } from 'node:zlib';
import { MEDIA_TYPES, type ContentEncoding, type Encoding } from '../../src/otlp/encoding.ts';
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
  /** The body that has to arrive upstream if it is accepted; null when that may have more in it than was sent. */
  readonly forwarded: Uint8Array | null;
};

/** Bodies larger than this are refused; Flawless has to be told so. */
export const MAX_REQUEST_BYTES = 1024 * 1024;

type Body = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly contentEncoding: ContentEncoding;
  readonly expected: readonly number[];
  /** Whether nothing can be added to it, so that it has to arrive as it was sent. */
  readonly quiet: boolean;
};

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
    forwarded: body.quiet ? body.bytes : null,
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
  const outcome = { contentEncoding, ...foresee(input) };
  if (contentEncoding === 'identity') return { name: 'plain', bytes, ...outcome };
  const compressed = contentEncoding === 'gzip' ? gzipSync(bytes, { level: 1 }) : zstdCompressSync(bytes);
  if (!random.oneIn(4)) return { name: contentEncoding, bytes: compressed, ...outcome };
  const damaged = random.pick(BYTE_MUTATIONS)(compressed, random);
  // What damage to compressed bytes makes of them is hard to tell.
  const expected = [200, 400, 413];
  return { name: `damaged ${contentEncoding}`, bytes: damaged, contentEncoding, expected, quiet: false };
}

/** Little that becomes more than is allowed. */
function makeBomb(random: Random): Body {
  const zeros = new Uint8Array(MAX_REQUEST_BYTES * random.pick([2, 8, 32]));
  const contentEncoding = random.pick(['gzip', 'zstd'] as const);
  const bytes = contentEncoding === 'gzip' ? gzipSync(zeros) : zstdCompressSync(zeros);
  return { name: 'bomb', bytes, contentEncoding, expected: [413], quiet: false };
}

/** What becomes of a body that is read. */
function foresee(input: Input): Pick<Body, 'expected' | 'quiet'> {
  try {
    return { expected: [200], quiet: readInput(input).found.length === 0 };
  } catch (error) {
    if (error instanceof MalformedOtlp) return { expected: [400], quiet: false };
    throw error;
  }
}
