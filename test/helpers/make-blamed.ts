import type { BlamedException } from '../../src/blame/blame-exception.ts';

/** A blamed exception with every part filled in. */
export function makeBlamed(change: Partial<BlamedException> = {}): BlamedException {
  return {
    reported: {
      type: 'TypeError',
      message: 'x is undefined',
      stacktrace: 'TypeError: x is undefined\n    at total (/app/src/cart.js:7:3)',
      service: 'shop',
      spanName: 'GET /cart',
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      occurredAtMs: Date.UTC(2026, 10, 4),
      count: 1,
      request: {},
    },
    stackKey: 'key',
    stackless: false,
    repository: 'shop',
    revision: { commit: 'c'.repeat(40), known: true, because: 'it is a commit' },
    exceptions: [],
    errorId: '0123456789abcdef',
    thrown: { type: 'TypeError', message: 'x is undefined' },
    blamed: { path: 'src/cart.js', function: 'total', line: 7, code: 'return x.y;' },
    known: null,
    author: {
      commit: 'd'.repeat(40),
      authorName: 'Ann',
      authorEmail: 'Ann@shop.test',
      authoredAtMs: Date.UTC(2026, 0, 2),
      summary: 'Begin',
      path: 'src/cart.js',
      line: 7,
      text: 'return x.y;',
    },
    owner: { email: 'ann@shop.test', because: 'ann@shop.test last changed the line' },
    confidence: { level: 'exact', because: 'it is a commit' },
    ...change,
  };
}
