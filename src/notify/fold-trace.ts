import type { Occurrence } from '../aggregate/occurrence.ts';
import { cleanLine } from './clean-text.ts';
import { foldFrames, type TraceRow } from './fold-frames.ts';
import { keepEnds } from './keep-ends.ts';
import type { Limits } from './limits.ts';
import type { PlacedLocals } from './place-locals.ts';

/** One exception of the chain as a mail shows it. */
export type TraceBlock = {
  /** What stands above it: how it hangs together with the exception before it. */
  readonly lead: string | null;
  /** `Type: message`, on one line. */
  readonly title: string;
  readonly rows: readonly TraceRow[];
};

/** `oldest first` is how Python prints: the cause before what it caused, the raising line last and its message below. */
export type FoldedTrace = {
  readonly order: 'oldest first' | 'newest first';
  readonly blocks: readonly TraceBlock[];
};

type Thrown = Occurrence['exceptions'][number];

/** The whole chain, in the order in which people of the language read it. */
export function foldTrace(
  occurrence: Occurrence,
  limits: Limits,
  byFrame: PlacedLocals['byFrame'] = new Map(),
): FoldedTrace {
  const order = isPython(occurrence) ? 'oldest first' : 'newest first';
  const facts = { blamed: occurrence.blamed, byFrame };
  const inTurn = inOrder(occurrence.exceptions, order);
  const blocks = inTurn.map((led, i) => () => ({
    lead: led.lead,
    title: nameException(led.exception, limits),
    rows: listRows(led.exception, order === 'oldest first' ? undefined : inTurn[i - 1]?.exception),
  }));

  function listRows({ frames }: Thrown, above: Thrown | undefined): readonly TraceRow[] {
    if (order === 'oldest first') return foldFrames(frames.toReversed(), facts, limits);
    const common = countCommon(frames, above?.frames ?? [], byFrame);
    const rows = foldFrames(frames.slice(0, frames.length - common), facts, limits);
    return common === 0 ? rows : [...rows, { is: 'folded', text: `… ${common} frames as above` }];
  }

  const shown = keepEnds<() => TraceBlock>(blocks, limits.exceptions, (n) => () => leaveOut(n));
  return { order, blocks: shown.map((make) => make()) };
}

/** How many frames at the end stand at the end of the exception above as well, which need not be told twice; variables are told. */
function countCommon(
  frames: Thrown['frames'],
  above: Thrown['frames'],
  byFrame: PlacedLocals['byFrame'],
): number {
  const [mine, theirs] = [frames.toReversed(), above.toReversed()];
  const different = mine.findIndex((frame, i) => byFrame.has(frame) || !isSame(frame, theirs[i]));
  const common = different === -1 ? mine.length : different;
  return common < WORTH_FOLDING ? 0 : common;
}

const WORTH_FOLDING = 2;

function isSame(one: Thrown['frames'][number], other: Thrown['frames'][number] | undefined): boolean {
  const { file, line, column, function: name } = one;
  return (
    other !== undefined &&
    other.file === file &&
    other.line === line &&
    other.column === column &&
    other.function === name
  );
}

function leaveOut(n: number): TraceBlock {
  return { lead: `… ${n} more ${n === 1 ? 'exception' : 'exceptions'}`, title: '', rows: [] };
}

function isPython({ reported }: Occurrence): boolean {
  if (reported.language !== undefined && reported.language !== '') return reported.language === 'python';
  return reported.stacktrace.startsWith('Traceback (most recent call last)');
}

type Led = { readonly exception: Thrown; readonly lead: string | null };

// A group's members follow it in either order.
function inOrder(exceptions: readonly Thrown[], order: FoldedTrace['order']): readonly Led[] {
  const downward = exceptions.map((exception) => ({ exception, lead: LEADS[exception.relation] }));
  if (order === 'newest first') return downward;
  const firstMember = exceptions.findIndex(({ relation }) => relation === 'group');
  const chainEnd = firstMember === -1 ? exceptions.length : firstMember;
  return [...leadUpward(exceptions.slice(0, chainEnd).toReversed()), ...downward.slice(chainEnd)];
}

const LEADS = {
  root: null,
  cause: 'Caused by:',
  context: 'While handling:',
  suppressed: 'Suppressed:',
  group: 'Member of the group:',
} as const;

// Python's own sentences; each exception but the last says how it relates to the one after it.
function leadUpward(chain: readonly Thrown[]): readonly Led[] {
  return chain.map((exception, i) => {
    const below = chain[i - 1];
    if (below === undefined) return { exception, lead: 'Traceback (most recent call last):' };
    if (below.relation === 'context')
      return { exception, lead: 'During handling of the above exception, another exception occurred:' };
    return {
      exception,
      lead: 'The above exception was the direct cause of the following exception:',
    };
  });
}

/** `Type: message` on one line. */
export function nameException({ type, message }: Pick<Thrown, 'type' | 'message'>, limits: Limits): string {
  const parts = [cleanLine(type, limits.name), cleanLine(message, limits.codeLine)];
  return parts.filter((part) => part !== '').join(': ') || 'Exception';
}
