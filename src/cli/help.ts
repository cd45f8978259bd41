/** What `flawless help` prints. */
export function helpText(): string {
  return HELP;
}

const HELP = `Flawless finds the developer who last touched the line that broke in production, and writes to
them: once. It receives OpenTelemetry data over OTLP/HTTP and forwards it.

Usage: flawless <command>

  start --conf PATH   run the service with the configuration file PATH (also -conf PATH)
  options             list every option: name, type, default, environment variable, what it does
  help                show this text

Example: flawless start --conf config/flawless.yaml`;
