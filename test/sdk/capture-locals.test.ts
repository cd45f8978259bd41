import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { captureLocals, readLocals } from '../../sdk/src/capture-locals.ts';
import { recordError } from '../../sdk/src/record-error.ts';
import { readText, startTracing } from './start-tracing.ts';

const tracing = startTracing();

interface DescribedFrame {
  readonly function?: string;
  readonly file: string;
  readonly line: number;
  readonly locals: Readonly<Record<string, string>>;
}

function readFrames(error: unknown): DescribedFrame[] {
  return JSON.parse(readLocals(error) ?? '[]');
}

function trap(): never {
  throw new Error('looked into');
}

function price(item: { readonly name: string }, count: number): number {
  const password = 'hunter2';
  const note = 'n'.repeat(1000);
  const order = { id: 7, apiKey: 'hunter2', when: undefined };
  const spied = new Proxy({}, { get: trap, ownKeys: trap, getOwnPropertyDescriptor: trap });
  if (count > 1)
    throw new RangeError(`${password.length}${note.length}${order.id}${item.name}${typeof spied}`);
  return count;
}

function sell(count: number): number {
  const items = ['cup', 'pot'];
  return price({ name: items[0] ?? '' }, count);
}

async function sellLater(count: number): Promise<number> {
  const customer = 'Ann';
  await Promise.resolve();
  return customer.length + sell(count);
}

function catchError(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test('sends the variables of our frames where the error was thrown, bounded and scrubbed', async () => {
  const stop = await captureLocals({ maxPerSecond: 1000 });
  const error = catchError(() => sell(3));
  const later = await sellLater(2).catch((caught: unknown) => caught);
  stop();
  const [inner, outer] = readFrames(error);
  assert.deepEqual([inner?.function, outer?.function], ['price', 'sell']);
  assert.match(inner?.file ?? '', /^(?:file:.*\/)?test\/sdk\/capture-locals\.test\.ts$/);
  const [, thrownAt] =
    /capture-locals\.test\.ts:(\d+):/.exec(String(error instanceof Error ? error.stack : '')) ?? [];
  assert.equal(inner?.line, Number(thrownAt));
  const { password, order, count, item, note } = inner?.locals ?? {};
  assert.deepEqual(
    [password, order, count, item],
    ['[scrubbed]', '{id: 7, apiKey: [scrubbed], when: undefined}', '3', '{name: "cup"}'],
  );
  assert.equal(note?.length, 250);
  assert.deepEqual([outer?.locals['items'], outer?.locals['count']], ['["cup", "pot"]', '3']);
  assert.ok(readFrames(later).some(({ locals }) => locals['customer'] === '"Ann"'));

  const { span } = await tracing.inSpan(() => recordError(error));
  const sent = readText(span, 'flawless.frame_locals');
  assert.equal(sent, readLocals(error));
  assert.doesNotMatch(sent, /hunter2/);
  assert.equal(readLocals(catchError(() => sell(3))), undefined, 'nothing is captured any more');
});

test('looks into so many throws a second and no more', async () => {
  const stop = await captureLocals({ maxPerSecond: 5 });
  const errors = Array.from({ length: 20 }, (_, index) => catchError(() => sell(index + 2)));
  stop();
  assert.equal(errors.filter((error) => readLocals(error) !== undefined).length, 5);
});

test('keeps at most 20 frames and 100 variables', async () => {
  const stop = await captureLocals();
  const deep = catchError(function recurse(depth = 0): unknown {
    const [a, b, c, d, e, f, g] = [1, 2, 3, 4, 5, 6, 7].map((number) => number + depth);
    return depth === 50 ? sell(3) : [recurse(depth + 1), a, b, c, d, e, f, g];
  });
  stop();
  const frames = readFrames(deep);
  assert.ok(frames.length <= 20 && frames.length > 5);
  assert.ok(frames.flatMap(({ locals }) => Object.keys(locals)).length <= 100);
});

test('captures nothing under a debugger', async () => {
  const script = `
    import { captureLocals, readLocals } from ${JSON.stringify(join(import.meta.dirname, '../../sdk/src/capture-locals.ts'))};
    await captureLocals();
    try { let secret = 1; throw new Error('x'); } catch (error) { console.log(readLocals(error) ?? 'nothing'); }
  `;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, ['--inspect=0', ...args]);
  assert.equal(stdout.trim(), 'nothing');
});
