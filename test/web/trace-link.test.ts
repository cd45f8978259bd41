import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkTrace } from '../../src/web/trace-link.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

for (const [template, traceId, expected] of [
  [null, TRACE, null],
  ['https://traces.example.com/{trace_id}', '', null],
  [
    'https://traces.example.com/t/{trace_id}?x={trace_id}',
    TRACE,
    `https://traces.example.com/t/${TRACE}?x=${TRACE}`,
  ],
  [
    'http://traces.example.com/{trace_id}',
    '../"><b>$&',
    'http://traces.example.com/..%2F%22%3E%3Cb%3E%24%26',
  ],
  ['javascript:alert("{trace_id}")', TRACE, null],
  ['data:text/html,{trace_id}', TRACE, null],
  ['traces.example.com/{trace_id}', TRACE, null],
  ['{trace_id}', 'javascript:alert(1)', null],
] as const)
  test(`makes ${String(expected)} of ${String(template)} and ${traceId || 'no trace'}`, () => {
    assert.equal(linkTrace(template, traceId), expected);
  });
