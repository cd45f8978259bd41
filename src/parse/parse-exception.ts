import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ReportedException } from '../extract/reported-exception.ts';
import { parseStack } from './parse-stack.ts';
import type { ParsedStack, ThrownException } from './stack.ts';

/** A reported exception whose trace has been read. */
export type ParsedException = ParsedTrace & { readonly reported: ReportedException };

type ParsedTrace = {
  /** Equal for all occurrences with the same service, revision, types, frames and quoted lines, whatever the messages say. */
  readonly stackKey: string;
  /** Never empty: without a readable trace it holds the reported exception alone. */
  readonly exceptions: readonly ThrownException[];
  /** There was no readable trace; a frame, if any, comes from `code.*` attributes. */
  readonly stackless: boolean;
};

/** A parser that remembers the last traces it read, so that a storm of one error costs a look-up. */
export function createParser(): (reported: ReportedException) => ParsedException {
  const traces = new LRUCache<string, ParsedTrace>({ max: 2_000, maxSize: MOST_CHARACTERS });
  const recall = createTraceMemory((reported) => {
    const name = hashParts(listSources(reported));
    const trace = traces.get(name) ?? readTrace(reported);
    traces.set(name, trace, { size: 1 + reported.stacktrace.length + reported.message.length });
    return trace;
  });
  return (reported) => {
    const { stackKey, exceptions, stackless } = recall(reported);
    return { reported, stackKey, exceptions, stackless };
  };
}

// Of the traces that are remembered; what was read from them takes about as much again.
const MOST_CHARACTERS = 8 * 1024 * 1024;

type ReadTrace = (reported: ReportedException) => ParsedTrace;

/** Spares the hashing of traces that were read lately. They are found by how they begin, which is soon looked up. */
function createTraceMemory(read: ReadTrace): ReadTrace {
  const recent = new LRUCache<string, Remembered>({ max: 500 });
  return (reported) => {
    const { stacktrace } = reported;
    if (stacktrace === '' || stacktrace.length > MAX_REMEMBERED) return read(reported);
    const beginning = stacktrace.slice(0, TELLING_LENGTH);
    const known = recent.get(beginning);
    if (known !== undefined && isSameSource(known.source, reported)) return known.trace;
    const trace = read(reported);
    recent.set(beginning, { source: toSource(reported), trace });
    return trace;
  };
}

type Remembered = { readonly source: Source; readonly trace: ParsedTrace };

const MAX_REMEMBERED = 16 * 1024;
// The message and the innermost frame.
const TELLING_LENGTH = 200;

/** What tells equal traces apart. */
type Source = Pick<
  ReportedException,
  'service' | 'serviceVersion' | 'revision' | 'repositoryUrl' | 'language' | 'type' | 'stacktrace'
>;

function toSource(reported: Source): Source {
  const { service, serviceVersion, revision, repositoryUrl, language, type, stacktrace } = reported;
  return { service, serviceVersion, revision, repositoryUrl, language, type, stacktrace };
}

function isSameSource(a: Source, b: Source): boolean {
  return (
    a.stacktrace === b.stacktrace &&
    a.service === b.service &&
    a.serviceVersion === b.serviceVersion &&
    a.revision === b.revision &&
    a.repositoryUrl === b.repositoryUrl &&
    a.language === b.language &&
    a.type === b.type
  );
}

function listSources(reported: ReportedException): readonly unknown[] {
  const body = reported.stacktrace === '' ? [reported.message, reported.code] : [reported.stacktrace];
  return [...listOrigins(reported), ...body];
}

function listOrigins(reported: ReportedException): readonly unknown[] {
  const { service, serviceVersion, revision, repositoryUrl, language, type } = reported;
  return [service, serviceVersion, revision, repositoryUrl, language, type];
}

function hashParts(parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts));
}

function readTrace(reported: ReportedException): ParsedTrace {
  const { exceptions }: ParsedStack = parseStack(reported.stacktrace, reported);
  return exceptions.some((exception) => exception.frames.length > 0)
    ? nameTrace(reported, exceptions, false)
    : nameTrace(reported, [fallBackToCode(reported)], true);
}

/** A message may say which order it was; who is to blame depends on what is around it. */
function nameTrace(
  reported: ReportedException,
  exceptions: readonly ThrownException[],
  stackless: boolean,
): ParsedTrace {
  const chain = exceptions.map(({ type, relation, frames }) => [type, relation, frames]);
  return { stackKey: hashParts([...listOrigins(reported), stackless, chain]), exceptions, stackless };
}

function fallBackToCode({ type, message, code }: ReportedException): ThrownException {
  return { type, message, relation: 'root', frames: code === undefined ? [] : [code] };
}
