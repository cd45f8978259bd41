import type { Choice } from '../blame/choose-frame.ts';
import type { Verdict } from '../blame/remember-verdicts.ts';
import type { ReportedException } from '../extract/reported-exception.ts';
import type { KnownFate } from '../blame/follow-to-head.ts';
import { GitFailure } from '../git/git-failure.ts';
import type { OpenJudgeRooms } from '../judge-rooms.ts';
import type { LocatedException } from '../locate/locate-exception.ts';
import { MAX_STACK_LENGTH } from '../parse/limits.ts';
import { createParser, type ParsedException } from '../parse/parse-exception.ts';
import type { KnownOfTrace } from './read-blame-arguments.ts';

/** A trace's way from its text to its verdict, with all that was found on it. */
export type JudgedTrace = {
  readonly parsed: ParsedException;
  /** Null when the repository had no commit to read the trace against. */
  readonly located: LocatedException | null;
  readonly choice: Choice | null;
  readonly verdict: Verdict;
};

/** With what has become of the blamed line since; null where there is none, or nothing is known. */
export type FollowedTrace = JudgedTrace & { readonly since: KnownFate | null };

/**
 * Walks a stack trace through the rooms of the service. The frames are located also when the exception's type is
 * ignored, to be shown. Rejects with `GitFailure`.
 */
export async function judgeTrace(
  text: string,
  known: KnownOfTrace,
  { isIgnored, locate, choose, blame }: OpenJudgeRooms,
): Promise<JudgedTrace> {
  const parsed = createParser()(toReported(text, known));
  const found = await locate(parsed);
  if ('unblamed' in found) return { parsed, located: null, choice: null, verdict: found };
  const choice = choose(found);
  const verdict = isIgnored(parsed)
    ? { ignored: 'ignored_exceptions' }
    : await blame(found).catch((error: unknown) => Promise.reject(nameLine(error, choice)));
  return { parsed, located: found, choice, verdict };
}

function nameLine(error: unknown, choice: Choice): unknown {
  if (!(error instanceof GitFailure) || choice.kind !== 'blamed') return error;
  const { line, place } = choice.frame;
  return new GitFailure(`${place.path}:${line}: ${error.message}`, { cause: error });
}

/** Whether the text is longer than what is read of a trace, 1 MiB. */
export function isCut({ parsed }: JudgedTrace): boolean {
  return parsed.reported.stacktrace.length > MAX_STACK_LENGTH;
}

function toReported(stacktrace: string, known: KnownOfTrace): ReportedException {
  return {
    type: '',
    message: '',
    service: '',
    ...known,
    stacktrace,
    spanName: '',
    traceId: '',
    spanId: '',
    occurredAtMs: 0,
    count: 1,
    request: {},
  };
}
