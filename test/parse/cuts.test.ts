import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseStack } from '../../src/parse/parse-stack.ts';
import type { Frame, ThrownException } from '../../src/parse/stack.ts';

const STACKS = fileURLToPath(new URL('../fixtures/stacks/', import.meta.url));

// PHP prints the root last.
for (const [language, isRootFirst] of [
  ['java', true],
  ['dotnet', true],
  ['php', false],
] as const) {
  test(`reads a part of what the whole ${language} trace says, wherever it was cut`, () => {
    const files = globSync(`${language}/*.txt`, { cwd: STACKS });
    for (const file of files.filter((name) => !name.includes('cut'))) {
      const text = readFileSync(STACKS + file, 'utf8');
      const whole = inPrintedOrder(text, language, isRootFirst || file.includes('otel_'));
      for (let length = 1; length < text.length; length++) {
        const part = inPrintedOrder(text.slice(0, length), language, isRootFirst || file.includes('otel_'));
        assertIsPart(
          part,
          whole,
          `${file} cut to ${length}: ${text.slice(Math.max(0, length - 80), length)}`,
        );
      }
    }
  });
}

function inPrintedOrder(text: string, language: string, isRootFirst: boolean): readonly ThrownException[] {
  const { exceptions } = parseStack(text, { language });
  return isRootFirst ? exceptions : exceptions.toReversed();
}

function assertIsPart(
  part: readonly ThrownException[],
  whole: readonly ThrownException[],
  hint: string,
): void {
  assert.ok(part.length <= whole.length, hint);
  for (const [index, { type, frames }] of part.entries()) {
    const full = whole[index];
    assert.ok(full !== undefined && (type === full.type || frames.length === 0), hint);
    assert.ok(frames.length <= full.frames.length, hint);
    for (const [at, frame] of frames.entries()) {
      // A lone frame can be PHP's own function, which a second frame would have told.
      if (frames.length === 1) assert.equal(frame.file ?? full.frames[0]?.file, full.frames[0]?.file, hint);
      else if (at < frames.length - 1) assert.deepEqual(frame, full.frames[at], hint);
      else assertIsBeginning(frame, full.frames[at] ?? {}, hint);
    }
  }
}

/** Of the last frame the place or the name may be missing, and the line may lack digits. */
function assertIsBeginning(frame: Frame, whole: Frame, hint: string): void {
  const { line, ...rest } = frame;
  assert.ok(line === undefined || String(whole.line).startsWith(String(line)), hint);
  for (const [key, value] of Object.entries(rest)) {
    assert.deepEqual(value, Object.entries(whole).find(([name]) => name === key)?.[1], `${key}: ${hint}`);
  }
}
