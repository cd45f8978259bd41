import { MEDIA_TYPES, type Encoding } from '../../src/otlp/encoding.ts';
import type { HttpGame } from './http-game.ts';
import type { Exchange, RawAnswer } from './raw-client.ts';
import { listTopFields } from './wire-fields.ts';

/** What is wrong with what came back; null when it is as it should be. */
export function checkAnswer(game: HttpGame, got: Exchange): string | null {
  if (got === 'silent') return 'no answer within the time';
  // What is no HTTP may be cut off, and what Node itself says to it has no body.
  if (game.expected === null) return got !== 'closed' && got.status >= 500 ? `status ${got.status}` : null;
  if (got === 'closed') return 'the connection was closed without an answer';
  const isOverload = got.status === 429 || got.status === 503;
  if (!isOverload && !game.expected.includes(got.status))
    return `status ${got.status} instead of ${game.expected.join(' or ')}: ${show(got)}`;
  return checkHeaders(got, game.encoding) ?? checkBody(got, game.encoding);
}

function checkHeaders({ status, headers }: RawAnswer, encoding: Encoding): string | null {
  const type = headers.get('content-type');
  if (type !== MEDIA_TYPES[encoding]) return `content type ${type} in answer to ${encoding}`;
  const isRetryable = status === 429 || status === 503;
  if (isRetryable && !/^[123]$/.test(headers.get('retry-after') ?? ''))
    return `${status} without Retry-After`;
  if (status === 405 && headers.get('allow') !== 'POST') return '405 without Allow';
  return null;
}

function checkBody(answer: RawAnswer, encoding: Encoding): string | null {
  const isGood = encoding === 'json' ? isGoodJson(answer) : isGoodProtobuf(answer);
  return isGood ? null : `a body that cannot be read, with status ${answer.status}: ${show(answer)}`;
}

/** ExportTraceServiceResponse and its like, or a google.rpc.Status. */
function isGoodJson({ status, body }: RawAnswer): boolean {
  try {
    const read = JSON.parse(Buffer.from(body).toString()) as Readonly<Record<string, unknown>>;
    if (status === 200) return Object.keys(read).every((key) => key === 'partialSuccess');
    return typeof read['code'] === 'number' && typeof read['message'] === 'string';
  } catch {
    return false;
  }
}

function isGoodProtobuf({ status, body }: RawAnswer): boolean {
  const fields = listTopFields(body);
  if (fields === null) return false;
  if (status === 200) return fields.every(({ number, wireType }) => number === 1 && wireType === 2);
  return [1, 2].every((wanted) => fields.some(({ number }) => number === wanted));
}

function show({ body }: RawAnswer): string {
  return Buffer.from(body.subarray(0, 300)).toString();
}
