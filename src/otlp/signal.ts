/** What OTLP/HTTP carries. Exceptions are looked for in traces and logs; metrics and profiles only travel on. */
export type Signal = 'traces' | 'logs' | 'metrics' | 'profiles';

/** Where each signal goes below a base URL: the default paths of OTLP 1.11. */
export const SIGNAL_PATHS: Readonly<Record<Signal, string>> = {
  traces: '/v1/traces',
  logs: '/v1/logs',
  metrics: '/v1/metrics',
  profiles: '/v1development/profiles',
};

/** What the items of a signal are called in the counters; those of metrics and profiles are not counted. */
export const ITEM_NAMES = {
  traces: 'spans',
  logs: 'log_records',
  metrics: null,
  profiles: null,
} as const satisfies Readonly<Record<Signal, string | null>>;
