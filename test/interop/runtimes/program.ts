/**
 * Runs a program that sends spans and log records with its language's OpenTelemetry SDK, to its end; `broken` also has
 * exceptions.
 */
export type RunProgram = (mode: 'calm' | 'broken', env: Readonly<Record<string, string>>) => Promise<unknown>;

/** Makes the program in a folder of the test's repository ready to run, installing what it needs at the first time. */
export type PrepareProgram = (dir: string) => Promise<RunProgram>;

/** What all SDKs read; the SDKs' own defaults hold for the rest. */
export const COMMON_ENVIRONMENT = {
  OTEL_TRACES_EXPORTER: 'otlp',
  OTEL_LOGS_EXPORTER: 'otlp',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
};
