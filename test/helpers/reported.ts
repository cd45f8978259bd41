import type { ReportedException } from '../../src/extract/reported-exception.ts';

/** An exception of which next to nothing is known. */
export const REPORTED: ReportedException = {
  type: 'Error',
  message: '',
  stacktrace: '',
  service: 'shop',
  spanName: '',
  traceId: '',
  spanId: '',
  occurredAtMs: 0,
  count: 1,
  request: {},
};
