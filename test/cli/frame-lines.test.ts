import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { COLUMNS, formatFrames } from '../../src/cli/frame-lines.ts';
import type { ShownFrame, Taken, TakenFrame } from '../../src/cli/take-frames.ts';

function ours(taken: Taken, path: string, more: Partial<ShownFrame> = {}): TakenFrame {
  const place = { where: 'ours', path, agreement: 'whole', code: '  return   x;' } as const;
  return { frame: { function: 'total', line: 7, place, ...more }, taken, blamed: taken === 'blamed' };
}

function library(n: number): TakenFrame {
  const place = { where: 'library', path: 'koa/index.js' } as const;
  return { frame: { function: `call${n}`, line: n, place }, taken: 'library', blamed: false };
}

function lost(n: number): TakenFrame {
  return {
    frame: { file: '/else/x.js', line: n, place: { where: 'nowhere' } },
    taken: 'not found',
    blamed: false,
  };
}

const RUNTIME: TakenFrame = {
  frame: { function: 'Array.map', native: true, place: { where: 'runtime' } },
  taken: 'runtime',
  blamed: false,
};

const show = (...frames: readonly TakenFrame[]) => formatFrames(frames).join('\n');

test('marks the blamed frame, aligns places, and shows our lines of code', () => {
  assert.equal(
    show(ours('raising line', 'src/a.js'), RUNTIME, ours('blamed', 'src/cart.js'), library(1)),
    `  raising line    src/a.js:7      total
                    return x;
  runtime                         Array.map
> blamed          src/cart.js:7   total
                    return x;
  library         koa/index.js:1  call1`,
  );
});

test('shows where a source map led from, and what else was meant', () => {
  const others = ['a/x.ts', 'b/x.ts', 'c/x.ts', 'd/x.ts', 'e/x.ts'];
  const place = { where: 'ours', path: 'src/x.ts', agreement: 'name', others } as const;
  const compiled = { file: '/app/dist/x.js', line: 1, column: 2034 };
  assert.equal(
    show(ours('blamed', '', { place, compiled, text: 'throw\u001b[31m new Error()' })),
    `> blamed          src/x.ts:7  total
                    throw new Error()
                    from compiled /app/dist/x.js:1:2034
                    could also be a/x.ts, b/x.ts, c/x.ts, and 2 more`,
  );
  const { column: _, ...place1 } = compiled;
  assert.ok(show(ours('blamed', '', { place, compiled: place1 })).includes('compiled /app/dist/x.js:1\n'));
});

test('folds long runs of frames of others, but keeps some that were not found', () => {
  const libraries = Array.from({ length: 12 }, (_, i) => library(i));
  assert.equal(
    show(...libraries, ours('blamed', 'a.js', { place: undefined, file: 'a.js' }), RUNTIME, RUNTIME),
    `                  … 12 library frames
> blamed          a.js:7               total
  runtime                              Array.map
  runtime                              Array.map`,
  );
  assert.equal(show(library(1), RUNTIME, library(2), RUNTIME).trim(), '… 4 library and runtime frames');
  assert.equal(show(library(1), library(2), library(3)).split('\n').length, 3);
  assert.equal(
    show(lost(1), lost(2), lost(3), lost(4), lost(5)),
    `  not found       /else/x.js:1
  not found       /else/x.js:2
  not found       /else/x.js:3
                  … 2 more`,
  );
});

const text = fc.string({ unit: 'binary', maxLength: 300 });
const frame = fc.record({ path: text, function: text, code: text, file: text, line: fc.nat() });

test('lets nothing through to the terminal but lines of text, whatever a trace says', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
      const shown = frames.map(({ path, code, file, ...more }) => {
        const place = { where: 'ours', path, agreement: 'name', code, others: [path, file] } as const;
        return ours('passed over', '', { ...more, place, compiled: { file, line: 1 } });
      });
      for (const line of formatFrames(shown)) {
        assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        assert.ok(line.length <= COLUMNS + 20, line);
      }
    }),
  );
});
