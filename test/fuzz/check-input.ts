import { isDeepStrictEqual } from 'node:util';
import {
  createExtractor,
  type Extraction,
  type FoundException,
} from '../../src/extract/extract-exceptions.ts';
import { addAttributes } from '../../src/otlp/add-attributes.ts';
import type { Addition } from '../../src/otlp/addition.ts';
import { MalformedOtlp } from '../../src/otlp/malformed-otlp.ts';
import { splitRequest } from '../../src/otlp/split-request.ts';
import type { Batch } from '../../src/receive/batch.ts';
import type { Input } from './make-input.ts';

/** How an input ended; `problem` is what should never be. */
export type Checked =
  | { readonly ending: 'malformed' | 'quiet' | 'exceptions' | 'rejected items' }
  | { readonly ending: 'problem'; readonly problem: string };

type Request = Pick<Input, 'signal' | 'encoding' | 'bytes'>;

const NOW_MS = 1_790_000_100_000;
const extract = createExtractor({ ownInstanceId: 'f'.repeat(16) });

/** What the walk would find in a request. @throws MalformedOtlp */
export function readInput({ signal, encoding, bytes }: Request): Extraction {
  const received: Batch['received'] = { bytes, contentEncoding: 'identity' };
  return extract({ signal, encoding, bytes, received, receivedAtMs: NOW_MS, hops: [] });
}

/** Reads, enriches and splits a request, and tells what came out wrong. Never throws. */
export function checkInput(input: Request): Checked {
  try {
    const extraction = readOrNull(input);
    if (extraction === null) return { ending: 'malformed' };
    const problem =
      checkJson(input) ??
      checkAdding(input, extraction) ??
      checkCutting(input, extraction) ??
      checkSplitting(input, extraction);
    return problem === null ? { ending: nameEnding(extraction) } : { ending: 'problem', problem };
  } catch (error) {
    // What could be read once must stay readable, so from here on MalformedOtlp is a fault as well.
    return { ending: 'problem', problem: describe(error) };
  }
}

function readOrNull(input: Request): Extraction | null {
  try {
    return readInput(input);
  } catch (error) {
    if (error instanceof MalformedOtlp) return null;
    throw error;
  }
}

function nameEnding({ found, rejectedItems }: Extraction): 'quiet' | 'exceptions' | 'rejected items' {
  if (rejectedItems > 0) return 'rejected items';
  return found.length > 0 ? 'exceptions' : 'quiet';
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What is read as JSON must be JSON. The reverse does not hold: valid JSON need not be OTLP. */
function checkJson({ encoding, bytes }: Request): string | null {
  if (encoding !== 'json' || bytes.length === 0) return null;
  try {
    JSON.parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
    return null;
  } catch (error) {
    return `it was read, but it is not JSON: ${String(error)}`;
  }
}

function checkAdding(input: Request, before: Extraction): string | null {
  if (addAttributes(input.bytes, input.encoding, [], []) !== input.bytes) return 'adding nothing made a copy';
  const additions = before.found.flatMap(listAdditions);
  if (additions.length === 0) return null;
  const bytes = addAttributes(input.bytes, input.encoding, additions, []);
  return compare('adding attributes changed what is read', before, [readInput({ ...input, bytes })]);
}

const ADDED = { 'fuzz.text': 'a "text" €', 'fuzz.number': 42, 'fuzz.yes': true, 'fuzz.half': 0.5 };

function listAdditions({ places }: FoundException): readonly Addition[] {
  const own = { place: places.own, attributes: ADDED };
  return places.span === null ? [own] : [own, { place: places.span, attributes: ADDED }];
}

/** What is forwarded: with all additions, and without what was rejected. */
function checkCutting(input: Request, before: Extraction): string | null {
  const { rejected, rejectedItems } = before;
  if (rejectedItems === 0) return null;
  const additions = before.found.flatMap(listAdditions);
  const bytes = addAttributes(input.bytes, input.encoding, additions, rejected);
  const itemCount = before.itemCount - rejectedItems;
  const what = 'cutting out what was rejected changed more than that';
  const expected = { ...before, itemCount, rejected: [], rejectedItems: 0 };
  return checkJson({ ...input, bytes }) ?? compare(what, expected, [readInput({ ...input, bytes })]);
}

function checkSplitting(input: Request, whole: Extraction): string | null {
  const halves = splitRequest(input.bytes, input.encoding, input.signal);
  if (halves === null) return null;
  return compare(
    'splitting lost or changed items',
    whole,
    halves.map((bytes) => readInput({ ...input, bytes })),
  );
}

function compare(what: string, before: Extraction, after: readonly Extraction[]): string | null {
  const sum = (count: (extraction: Extraction) => number) => after.reduce((n, one) => n + count(one), 0);
  const same =
    before.itemCount === sum(({ itemCount }) => itemCount) &&
    before.rejectedItems === sum(({ rejectedItems }) => rejectedItems) &&
    before.overlooked === sum(({ overlooked }) => overlooked) &&
    before.alreadyBlamed === sum(({ alreadyBlamed }) => alreadyBlamed) &&
    isDeepStrictEqual(listFacts(before), after.flatMap(listFacts));
  return same ? null : `${what}: ${show([before])} became ${show(after)}`;
}

// Where nothing else tells a record from others, its position in its request does, and that is what has changed.
function listFacts({ found }: Extraction) {
  return found.map(({ reported }) => ({ ...reported, position: undefined }));
}

function show(extractions: readonly Extraction[]): string {
  const facts = extractions.map(({ found, rejected, ...counts }) => ({
    ...counts,
    rejected: rejected.map(({ from, to }) => [from, to]),
    found: found.map(({ reported }) => reported),
  }));
  return JSON.stringify(facts).slice(0, 4000);
}
