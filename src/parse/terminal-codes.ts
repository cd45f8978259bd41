const ESCAPE = '\u001b';

/** Takes the colours and hyperlinks of terminals out of a text (ECMA-48); a sequence that was cut is left as it is. */
export function dropTerminalCodes(text: string): string {
  return text.includes(ESCAPE) ? text.replace(CODE, '') : text;
}

// Nothing in a sequence can be an escape character, so each is looked through once. A command such as `]8;;https://…` ends
// with a bell or with the escape sequence `\`.
const CODE = new RegExp(
  String.raw`\u001b(?:\[[0-?]*[ -/]*[@-~]|[()][A-Z0-9]|[=>\\]|\][^\u001b\u0007]*(?:\u0007|(?=\u001b\\)))`,
  'g',
);
