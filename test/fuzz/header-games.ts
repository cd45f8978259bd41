import type { Encoding } from '../../src/otlp/encoding.ts';
import type { Random } from './random.ts';

/** An unusual way of putting a body into an HTTP request. */
export type HeaderGame = {
  readonly name: string;
  readonly write: (parts: Parts) => Uint8Array;
  /** Absent: as the body deserves. Null: it is not HTTP. */
  readonly expected?: readonly number[] | null;
  /** Absent: the encoding of the request. */
  readonly encoding?: Encoding;
};

type Parts = {
  readonly path: string;
  readonly mediaType: string;
  readonly contentEncoding: string;
  readonly bytes: Uint8Array;
  readonly random: Random;
};

type Lines = readonly string[];

/** All of them. */
export const HEADER_GAMES: readonly [HeaderGame, ...HeaderGame[]] = [
  asSent('chunked', () => ({ framing: 'chunked' })),
  asSent('parameters', (p) => ({ type: `${p.mediaType}; charset=utf-8 ; x="y"` })),
  asSent('upper case', (p) => ({ type: p.mediaType.toUpperCase() })),
  asSent('query', (p) => ({ target: `${p.path}?a=b&c=%00` })),
  asSent('expect', () => ({ more: ['Expect: 100-continue'] })),
  asSent('via', () => ({ more: ['Via: 1.1 flawless-0123456789abcdef, 1.0 fred, ,,1.1 p.example.com (x)'] })),
  asSent('many headers', () => ({ more: Array.from({ length: 50 }, (_, i) => `X-${i}: ${'v'.repeat(20)}`) })),
  asSent('odd authorization', (p) => ({
    more: [`Authorization: ${p.random.pick(['', 'Bearer', 'Basic x', '='])}`],
  })),
  asSent('encodings accepted', () => ({ more: ['Accept-Encoding: gzip, br', 'Accept: text/html'] })),
  asSent('spaces', (p) => ({ type: `  ${p.mediaType}\t `, more: ['X-Empty:'] })),
  asSent('closing', () => ({ more: ['Connection: close'] })),
  refused('unknown path', [404], (p) => ({
    target: p.random.pick(['/', '/v1/trace', '/v1/traces/', '/v2/logs', '/%']),
  })),
  refused('other method', [405], (p) => ({ method: p.random.pick(['GET', 'PUT', 'DELETE', 'PATCH']) })),
  refused('unknown encoding', [415], (p) => ({
    encoding: p.random.pick(['br', 'deflate', 'snappy', 'gzip, gzip', 'x'.repeat(500)]),
  })),
  {
    ...refused('unknown type', [415], (p) => ({
      type: p.random.pick(['text/plain', 'application', '', ';', 'a/b', 'application/grpc']),
    })),
    encoding: 'json',
  },
  refused('too large', [413], () => ({ framing: 'length 99999999999', more: ['Connection: close'] })),
  notHttp('two framings', () => ({ framing: 'both' })),
  notHttp('negative length', () => ({ framing: 'length -1' })),
  notHttp('two lengths', () => ({ more: ['Content-Length: 3'] })),
  notHttp('nul in a header', () => ({ more: ['X-Nul: a\0b'] })),
  notHttp('header without colon', () => ({ more: ['nonsense'] })),
  notHttp('folded header', () => ({ more: ['X-Fold: a', ' b'] })),
  notHttp('huge header', () => ({ more: [`X-Huge: ${'h'.repeat(100_000)}`] })),
  notHttp('no host', () => ({ host: [] })),
  notHttp('bad version', () => ({ version: 'HTTP/9.9' })),
  notHttp('bad chunks', () => ({ framing: 'broken chunks' })),
  notHttp('cut off', () => ({ framing: 'longer' })),
];

type Change = {
  readonly method?: string;
  readonly target?: string;
  readonly version?: string;
  readonly host?: Lines;
  readonly type?: string;
  readonly encoding?: string;
  readonly framing?: string;
  readonly more?: Lines;
};

function asSent(name: string, change: (parts: Parts) => Change): HeaderGame {
  return { name, write: (parts) => writeRequest(parts, change(parts)) };
}

function refused(name: string, expected: readonly number[], change: (parts: Parts) => Change): HeaderGame {
  return { ...asSent(name, change), expected };
}

function notHttp(name: string, change: (parts: Parts) => Change): HeaderGame {
  return { ...asSent(name, change), expected: null };
}

function writeRequest(parts: Parts, change: Change): Uint8Array {
  const {
    method = 'POST',
    target = parts.path,
    version = 'HTTP/1.1',
    host = ['Host: a'],
    more = [],
  } = change;
  const { type = parts.mediaType, encoding = parts.contentEncoding } = change;
  const [framing, body] = frame(parts, change.framing ?? `length ${parts.bytes.length}`);
  const lines = [`${method} ${target} ${version}`, ...host, `Content-Type: ${type}`, ...framing, ...more];
  if (encoding !== 'identity') lines.push(`Content-Encoding: ${encoding}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

function frame({ bytes, random }: Parts, framing: string): readonly [Lines, Uint8Array] {
  const chunked = 'Transfer-Encoding: chunked';
  const length = `Content-Length: ${bytes.length}`;
  if (framing === 'chunked') return [[chunked], writeChunks(bytes, random)];
  if (framing === 'both') return [[chunked, length], writeChunks(bytes, random)];
  if (framing === 'broken chunks') return [[chunked], Buffer.from('zz\r\nabc\r\n0\r\n\r\n')];
  if (framing === 'longer') return [[`Content-Length: ${bytes.length + 5}`], bytes];
  return [[framing.replace('length', 'Content-Length:')], bytes];
}

function writeChunks(bytes: Uint8Array, random: Random): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const chunk = bytes.subarray(at, at + 1 + random.below(bytes.length));
    parts.push(Buffer.from(`${chunk.length.toString(16)};x=y\r\n`), chunk, Buffer.from('\r\n'));
    at += chunk.length;
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}
