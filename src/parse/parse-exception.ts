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

/** A parser that remembers the last traces it read, so that a storm of one error costs a hash. */
export function createParser(): (reported: ReportedException) => ParsedException {
  const traces = new LRUCache<string, ParsedTrace>({ max: 2_000 });
  return (reported) => {
    const stackKey = hashStack(reported);
    const trace = traces.get(stackKey) ?? readTrace(reported, stackKey);
    traces.set(stackKey, trace);
    return { reported, ...trace };
  };
}

function hashStack(reported: ReportedException): string {
  const { service, serviceVersion, revision, repositoryUrl, language, type, stacktrace } = reported;
  const body = stacktrace === '' ? [reported.message, reported.code] : [stacktrace];
  const parts = [service, serviceVersion, revision, repositoryUrl, language, type, ...body];
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
