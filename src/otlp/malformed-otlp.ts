import type { Signal } from './signal.ts';

/** The request as a whole is not OTLP: nothing of it can be used, and resending the same bytes is pointless (400). */
export class MalformedOtlp extends Error {
  override readonly name = 'MalformedOtlp';
  /** The field of the request that holds what is wrong. */
  readonly field: string;

  constructor(signal: Signal, what: string, byte: number) {
    super(`The request is not a valid ${REQUESTS[signal]}: ${what}, at byte ${byte}.`);
    this.field = FIELDS[signal];
  }
}

const REQUESTS: Readonly<Record<Signal, string>> = {
  traces: 'ExportTraceServiceRequest',
  logs: 'ExportLogsServiceRequest',
  metrics: 'ExportMetricsServiceRequest',
  profiles: 'ExportProfilesServiceRequest',
};

const FIELDS: Readonly<Record<Signal, string>> = {
  traces: 'resource_spans',
  logs: 'resource_logs',
  metrics: 'resource_metrics',
  profiles: 'resource_profiles',
};
