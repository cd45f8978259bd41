import { env } from 'node:process';

/** How exceptions are to be sent, in the words of OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN; unset means as span events. */
export type ExceptionSignal = 'spans' | 'logs' | 'logs/dup';

/** What the environment asked for when the first error was recorded; read once, because the environment is slow to ask. */
export function readSignal(): ExceptionSignal {
  signal ??= parseSignal(env['OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN']);
  return signal;
}

let signal: ExceptionSignal | undefined;

/** Both values at once mean both signals, as for the other opt-ins of OpenTelemetry. */
export function parseSignal(text: string | undefined): ExceptionSignal {
  const values = (text ?? '').split(',').map((value) => value.trim());
  if (values.includes('logs/dup')) return 'logs/dup';
  return values.includes('logs') ? 'logs' : 'spans';
}
