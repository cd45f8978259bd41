const TIME = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?`;
const LEVEL = String.raw`(?: \[?(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL|trace|debug|info|warn|error|fatal)\]?:?)?`;
const NAME = String.raw`[\w./-]{1,255}`;

/** What stands before each line of a log that collects the output of processes; the first that fits wins. */
const PREFIXES: readonly RegExp[] = [
  // Kubernetes' container runtimes: time, stream, whole or partial line.
  `${TIME} (?:stdout|stderr) [FP](?: |$)`,
  // syslog (RFC 5424, then RFC 3164 as journalctl prints it too), with rsyslog's and Heroku's times.
  String.raw`<\d{1,3}>1 \S{1,64} \S{1,255} \S{1,48} \S{1,128} \S{1,32} (?:-|\[[^\]]*\])(?: \ufeff?|$)`,
  String.raw`(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d ${NAME} ${NAME}(?:\[\d{1,10}\])?:(?: |$)`,
  String.raw`${TIME} (?:${NAME} )?${NAME}\[${NAME}\]:(?: |$)`,
  // docker compose, foreman and pm2: `app-1  | `, `10:00:00 web.1 | `, `0|app  | `.
  String.raw`(?:\d\d:\d\d:\d\d )?[\w.-]{1,255}(?:\|[\w.-]{1,255})? {1,64}\|(?: |$)`,
  String.raw`\[pod/${NAME}\](?: |$)`,
  // Apache's and PHP's error logs.
  String.raw`\[(?:\d\d-[A-Z][a-z]{2}-\d{4}|[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d) [\w:. /+-]{1,64}\](?: |$)`,
  // `docker logs --timestamps`, GitHub Actions, and loggers that print every line by itself.
  String.raw`\[?${TIME}\]?${LEVEL}(?: |$)`,
].map((pattern) => new RegExp(`^${pattern}`, 'u'));

/**
 * Takes off what a log put before each line: only where every line has it (the last may have been cut) and there are at
 * least two. Logs can be collected twice, so up to three prefixes come off.
 */
export function dropLogPrefixes(lines: readonly string[]): readonly string[] {
  let rest = lines;
  for (let count = 0; count < 3; count++) {
    const prefix = commonPrefix(rest);
    if (!prefix) break;
    rest = rest.map((line) => line.replace(prefix, ''));
  }
  return rest;
}

function commonPrefix(lines: readonly string[]): RegExp | undefined {
  const first = lines.find(isPrinted);
  const fitting = first === undefined ? [] : PREFIXES.filter((prefix) => prefix.test(first));
  if (fitting.length === 0) return undefined;
  const printed = lines.filter(isPrinted);
  return fitting.find((prefix) => isBeforeEach(prefix, printed));
}

function isPrinted(line: string): boolean {
  return line.trim() !== '';
}

function isBeforeEach(prefix: RegExp, lines: readonly string[]): boolean {
  const whole = isCut(prefix, lines) ? lines.slice(0, -1) : lines;
  return whole.length >= 2 && whole.every((line) => prefix.test(line));
}

/** The last line may have been cut inside its prefix. */
function isCut(prefix: RegExp, lines: readonly string[]): boolean {
  const usual = prefix.exec(lines.at(-2) ?? '')?.[0].length ?? 0;
  return (lines.at(-1) ?? '').length < usual;
}
