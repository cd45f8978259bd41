/**
 * Gives a stack trace its line ends back where a log wrote it into one line: as a JSON string, with `\n` for a line end,
 * or with rsyslog's `#012`; and takes the lines out of Docker's `{"log":"…\n","stream":"stderr",…}`.
 */
export function unescapeText(text: string): string {
  const unwrapped = text.startsWith('{"') ? unwrapDockerLines(text) : text;
  return unescapeLine(unescapeLine(unwrapped));
}

/** https://docs.docker.com/engine/logging/drivers/json-file/; a last line that was cut is left out. */
function unwrapDockerLines(text: string): string {
  const printed = text.split('\n').filter((line) => line.trim() !== '');
  const logged = printed.map(readDockerLine);
  const cut = logged.at(-1) === undefined && logged.length > 1 ? logged.slice(0, -1) : logged;
  return cut.includes(undefined) ? text : cut.join('');
}

function readDockerLine(line: string): string | undefined {
  try {
    const record: unknown = JSON.parse(line);
    if (typeof record !== 'object' || record === null || !('log' in record)) return undefined;
    return typeof record.log === 'string' ? record.log : undefined;
  } catch {
    return undefined;
  }
}

/** Only where a frame follows an escaped line end: `C:\new` in a message is no such place. */
function unescapeLine(text: string): string {
  const line = text.trim();
  if (line.includes('\n')) return text;
  if (/#012(?:#011| )+(?:at|from|File|\.\.\.) /.test(line)) return unescapeOctal(line);
  if (!ESCAPED_FRAME.test(line)) return text;
  return readJsonString(line) ?? unescapeBackslashes(line);
}

/** `\n    at f`, `\n\tfrom x.rb`, `\n  File \"x.py\"`, `\n#0 /x.php`, `\nf@https://`, `\ngoroutine 1`, `\n\t/x.go:1`. */
const ESCAPED_FRAME =
  /\\n(?:(?:\\+t| )(?:\\+t| )*(?:at|from|File|\.\.\.|in|\d+:|\/\S) ?|#\d+ |[^\\\s@]*@(?:https?|file|webpack|app):|goroutine \d)/;

/** https://www.rsyslog.com/doc/configuration/global/index.html: a control character is `#` and three octal digits. */
function unescapeOctal(line: string): string {
  return line.replace(/#(0[0-3][0-7])/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
}

function readJsonString(line: string): string | undefined {
  if (!line.startsWith('"') || !line.endsWith('"')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
};

function unescapeBackslashes(line: string): string {
  if (hasOtherBackslashes(line)) return line.replace(/(?:\\r)?\\n(?= |\\t)/g, '\n').replace(/\n\\t/g, '\n\t');
  return line.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (whole, code?: string, letter = '') =>
    code === undefined ? (ESCAPES[letter] ?? whole) : String.fromCharCode(parseInt(code, 16)),
  );
}

/** Windows' paths that were not escaped themselves: there only the ends of lines are. */
function hasOtherBackslashes(line: string): boolean {
  return /\\[^nrtu"'/\\]/.test(line.replaceAll('\\\\', ''));
}
