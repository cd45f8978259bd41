/**
 * An exception as a service reported it in a span event, a log record or the attributes of a span, with what the span and
 * the resource say around it.
 */
export type ReportedException = {
  /** `exception.type`; empty when only a message was sent. */
  readonly type: string;
  readonly message: string;
  /** `exception.stacktrace`; empty when none was sent. */
  readonly stacktrace: string;
  readonly service: string;
  readonly serviceVersion?: string;
  /** `vcs.ref.head.revision` of the resource. */
  readonly revision?: string;
  readonly repositoryUrl?: string;
  readonly environment?: string;
  readonly host?: string;
  /** `telemetry.sdk.language`, such as `nodejs` or `python`. */
  readonly language?: string;
  /** Empty for a log record, whose span is not known by name. */
  readonly spanName: string;
  /** Lower-case hex; empty when absent or all zero. */
  readonly traceId: string;
  readonly spanId: string;
  readonly occurredAtMs: number;
  /**
   * The time as the client gave it, else which exception of which request this is; the same when it is sent again, as
   * `occurredAtMs` need not be. Only there if the trace id does not tell two of a kind apart.
   */
  readonly position?: string;
  /** How many occurrences this record stands for: `flawless.error_count`, else 1. */
  readonly count: number;
  /** `flawless.error_threshold`: the client's own threshold, which overrides `report_error_threshold`. */
  readonly threshold?: number;
  /**
   * The `http.*`, `url.*`, `server.*`, `client.*`, `user_agent.*`, `rpc.*`, `messaging.*` and `db.*` attributes of the
   * span or log record as text.
   */
  readonly request: Readonly<Record<string, string>>;
  /** `code.*` attributes of the event, its span or the log record, for exceptions without a stack trace. */
  readonly code?: { readonly file: string; readonly line?: number; readonly function?: string };
  /** `flawless.frame_locals` and `flawless.additional_info`, as the SDK sent them. */
  readonly frameLocals?: string;
  readonly additionalInfo?: string;
};
