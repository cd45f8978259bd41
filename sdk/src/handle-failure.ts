import { findFooting } from './find-footing.ts';
import type { Footing } from './find-footing.ts';
import { isRecorded, recordError } from './record-error.ts';
import type { RecordErrorOptions } from './record-error.ts';

/** What a guarded call does with what it threw. */
export interface FailurePlan {
  /** The span's name if one has to be opened. */
  readonly name: string;
  readonly errorThreshold: number | undefined;
  readonly reraise: boolean;
  /** Reads the stack of the place that wrapped the function, undefined when it was not kept. */
  readonly readWrappedAt: () => string | undefined;
}

/** Records the error, ends the call's own span, and throws the error again or gives undefined, as planned. */
export function handleFailure(plan: FailurePlan, error: unknown, footing: Footing): undefined {
  record(plan, error, footing);
  footing.end();
  if (plan.reraise) throw error;
  return undefined;
}

/** A promise nobody awaited can outlive the span it began under; its error is then given a span of its own. */
function record(plan: FailurePlan, error: unknown, footing: Footing): void {
  if (footing.span?.isRecording() === true) {
    recordError(error, describePlan(plan, footing));
  } else if (!isRecorded(error)) {
    const late = findFooting(plan.name);
    recordError(error, describePlan(plan, late));
    late.end();
  }
}

function describePlan(plan: FailurePlan, footing: Footing): RecordErrorOptions {
  const wrappedAt = plan.readWrappedAt();
  return {
    ...(footing.span && { span: footing.span }),
    ...(plan.errorThreshold !== undefined && { errorThreshold: plan.errorThreshold }),
    ...(wrappedAt !== undefined && { additionalInfo: { wrapped_at: wrappedAt } }),
  };
}
