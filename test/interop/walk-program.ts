import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { eventually } from '../helpers/eventually.ts';
import { sdkEnvironment, startChain, type Chain } from './chain.ts';
import type { CollectorExport } from './collector/config.ts';
import { assertSameData, assertUntouched, findVerdicts } from './compare.ts';
import type { Message } from './decode.ts';
import type { Carrier } from './find-carriers.ts';
import type { BlamedLine, InteropProgram } from './programs.ts';

/** How the SDK is set up to send. */
export type Sending = {
  readonly env: Readonly<Record<string, string>>;
  /** What its requests say of themselves: media type and compression. */
  readonly as: `application/${'json' | 'x-protobuf'} ${'identity' | 'gzip'}`;
};

/** What a broken program tells: two exceptions in span events, their spans and log records, and one in a log record alone. */
const CARRIERS = 7;
const EXCEPTIONS = { received: 5, different: 3 };

/** Sends with the SDK through Flawless in each way, and fails unless all arrives unchanged and blamed. */
export async function walkThroughFlawless(
  t: TestContext,
  program: InteropProgram,
  sendings: readonly Sending[],
): Promise<void> {
  const chain = await startChain(t, program);
  const run = await program.prepare(chain.program);
  for (const { env } of sendings)
    for (const mode of ['calm', 'broken'] as const) await run(mode, { ...sdkEnvironment(chain), ...env });
  const kinds = chain.sent.map(({ contentType, contentEncoding }) => `${contentType} ${contentEncoding}`);
  assert.deepEqual(new Set(kinds), new Set(sendings.map((sending) => sending.as)));
  const decoded = await assertSameData(chain.sent, chain.arrived);
  assertUntouched(chain.sent, chain.arrived, decoded);
  assertBlamed(decoded, program, chain, sendings.length);
  await assertOutcomes(chain, sendings.length);
}

/** The same with a Collector before and one behind Flawless; they may write the same data as other bytes. */
export async function walkThroughCollectors(
  t: TestContext,
  program: InteropProgram,
  collector: CollectorExport,
): Promise<void> {
  const chain = await startChain(t, program, collector);
  const run = await program.prepare(chain.program);
  for (const mode of ['calm', 'broken'] as const) await run(mode, sdkEnvironment(chain));
  await eventually('everything is at the far end', () => chain.arrived.length >= chain.sent.length);
  const decoded = await assertSameData(chain.sent, chain.arrived);
  assertBlamed(decoded, program, chain, 1);
  await assertOutcomes(chain, 1);
}

function assertBlamed(
  decoded: readonly Message[],
  program: InteropProgram,
  chain: Chain,
  runs: number,
): void {
  const { blamed } = program;
  const verdicts = findVerdicts(decoded);
  assert.equal(verdicts.length, CARRIERS * runs, 'every exception and its span carries a verdict');
  const source = readFileSync(join(chain.program, program.file), 'utf8').split('\n');
  for (const verdict of verdicts) {
    const expected: BlamedLine | undefined = blamed.find(({ type }) => verdict.type.endsWith(type));
    assert.deepEqual(readBlame(verdict), {
      file: `${program.folder}/${program.file}`,
      line: String(source.findIndex((text) => text.trim() === expected?.code) + 1),
      author: expected?.author,
      confidence: program.confidence ?? 'exact',
    });
  }
}

function readBlame({ attributes }: Carrier): object {
  return {
    file: attributes['flawless.blame.file'],
    line: attributes['flawless.blame.line'],
    author: attributes['flawless.blame.author.email'],
    confidence: attributes['flawless.blame.confidence'],
  };
}

async function assertOutcomes(chain: Chain, runs: number): Promise<void> {
  const outcomes = await chain.readOutcomes();
  assert.equal(outcomes['exceptions_received'], EXCEPTIONS.received * runs);
  for (const what of ['batches', 'spans', 'log_records']) {
    assert.ok((outcomes[`${what}_received`] ?? 0) > 0, `${what} were received`);
    assert.equal(outcomes[`${what}_accepted`], outcomes[`${what}_received`], `${what} were accepted`);
  }
  assert.equal(outcomes['exceptions_counted'], EXCEPTIONS.different * runs, 'each exception counts once');
}
