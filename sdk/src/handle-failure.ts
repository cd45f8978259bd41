import type { OccurrenceHints } from './describe-occurrence.ts';
import { recordWith } from './record-error.ts';

/** What a guarded call does with what it threw. */
export interface FailurePlan {
  /** The span's name if one has to be opened for an error. */
  readonly name: string;
  readonly severity: 'ERROR';
  readonly errorThreshold: number | undefined;
  readonly reraise: boolean;
  /** Reads the stack of the place that wrapped the function, undefined when it was not kept. */
  readonly readWrappedAt: () => string | undefined;
}

/** Records the error as planned. Its callers throw it again themselves: a full stack has no room for a call. */
export function recordFailure(plan: FailurePlan, error: unknown): void {
  recordWith(plan, error, () => describePlan(plan));
}

/** Records what a promise failed with, and throws it again or gives undefined, as planned. */
export function settleFailure(plan: FailurePlan, error: unknown): undefined {
  recordFailure(plan, error);
  if (plan.reraise) throw error;
  return undefined;
}

function describePlan({ errorThreshold, readWrappedAt }: FailurePlan): OccurrenceHints {
  const wrappedAt = readWrappedAt();
  return {
    ...(errorThreshold !== undefined && { errorThreshold }),
    ...(wrappedAt !== undefined && { additionalInfo: { wrapped_at: wrappedAt } }),
  };
}
