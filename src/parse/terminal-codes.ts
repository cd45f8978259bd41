const ESCAPE = '\u001b';
const BELL = '\u0007';

/** Takes the colours and hyperlinks of terminals out of a text (ECMA-48); a sequence that was cut is left as it is. */
export function dropTerminalCodes(text: string): string {
  if (!text.includes(ESCAPE)) return text;
  const [before = '', ...parts] = text.split(ESCAPE);
  return before + parts.map((part, index) => dropCode(part, parts[index + 1])).join('');
}

/** `part` is what stands between two escape characters, or after the last. */
function dropCode(part: string, next: string | undefined): string {
  if (part.startsWith(']')) return dropCommand(part, next);
  const code = /^(?:\[[0-?]*[ -/]*[@-~]|[()][A-Z0-9]|[=>\\])/.exec(part);
  return code ? part.slice(code[0].length) : ESCAPE + part;
}

/** A command such as `]8;;https://…` ends with a bell or with the escape sequence `\`. */
function dropCommand(part: string, next: string | undefined): string {
  const bell = part.indexOf(BELL);
  if (bell >= 0) return part.slice(bell + 1);
  return next?.startsWith('\\') === true ? '' : ESCAPE + part;
}
