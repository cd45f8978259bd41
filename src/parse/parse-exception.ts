import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ReportedException } from '../extract/reported-exception.ts';
import { parseStack } from './parse-stack.ts';
import type { ParsedStack, ThrownException } from './stack.ts';

/** A reported exception whose trace has been read. */
export type ParsedException = ParsedTrace & { readonly reported: ReportedException };

type ParsedTrace = {
  /** Equal for all occurrences with the same service, revision, type and trace. */
  readonly stackKey: string;
  /** Never empty: without a readable trace it holds the reported exception alone. */
  readonly exceptions: readonly ThrownException[];
  /** There was no readable trace; a frame, if any, comes from `code.*` attributes. */
  readonly stackless: boolean;
};

/** A parser that remembers the last traces it read, so that a storm of one error costs a look-up. */
export function createParser(): (reported: ReportedException) => ParsedException {
  const traces = new LRUCache<string, ParsedTrace>({ max: 2_000 });
  const recall = createTraceMemory((reported) => {
    const stackKey = hashParts(listKeyParts(reported));
    const trace = traces.get(stackKey) ?? readTrace(reported, stackKey);
    traces.set(stackKey, trace);
    return trace;
  });
  return (reported) => {
    const { stackKey, exceptions, stackless } = recall(reported);
    return { reported, stackKey, exceptions, stackless };
  };
}

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

function listKeyParts(reported: ReportedException): readonly unknown[] {
  const { service, serviceVersion, revision, repositoryUrl, language, type, stacktrace } = reported;
  const body = stacktrace === '' ? [reported.message, reported.code] : [stacktrace];
  return [service, serviceVersion, revision, repositoryUrl, language, type, ...body];
}

function hashParts(parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts));
}

function readTrace(reported: ReportedException, stackKey: string): ParsedTrace {
  const { exceptions }: ParsedStack = parseStack(reported.stacktrace, reported);
  if (exceptions.some((exception) => exception.frames.length > 0))
    return { stackKey, exceptions, stackless: false };
  return { stackKey, exceptions: [fallBackToCode(reported)], stackless: true };
}

function fallBackToCode({ type, message, code }: ReportedException): ThrownException {
  return { type, message, relation: 'root', frames: code === undefined ? [] : [code] };
}
