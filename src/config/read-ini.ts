/** A setting as it stands in the file; `at` is `line:column` of its value. */
export type IniSetting = { readonly name: string; readonly text: string; readonly at: string };

export type IniProblem = { readonly at: string; readonly message: string };

export type IniFile = { readonly settings: readonly IniSetting[]; readonly problems: readonly IniProblem[] };

/**
 * Reads one section of an INI file as Python's SafeConfigParser does, in which the original was configured
 * (https://docs.python.org/2.7/library/configparser.html): `name = value` or `name: value`, names in any letters, `#` or `;`
 * at the beginning of a line and ` ;` behind a value for comments, indented lines that go on, `%(name)s` and `%%`.
 */
export function readIni(text: string, section: string): IniFile {
  const { settings, problems } = collect(text, section);
  const read = settings.map(({ lines, ...setting }) => ({ ...setting, text: lines.join('\n').trim() }));
  const raw = new Map(read.map((setting) => [setting.name, setting.text]));
  const expanded = read.map((setting) => ({ ...setting, text: expand(setting.text, raw) }));
  return { settings: [...new Map(expanded.map((setting) => [setting.name, setting])).values()], problems };
}

type Collected = { readonly name: string; readonly at: string; readonly lines: string[] };

const SECTION = /^\[([^\]]+)\]/;
const SETTING = /^([^:=\s][^:=]*)[:=]/;
const COMMENT = /^[#;]|^rem\s/i;

function collect(text: string, section: string) {
  const settings: Collected[] = [];
  const problems: IniProblem[] = [];
  let here = '';
  let found = false;
  let last: Collected | null = null;
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '' || COMMENT.test(line)) continue;
    const heading = SECTION.exec(line)?.[1];
    if (/^\s/.test(line)) {
      last?.lines.push(withoutComment(line).trim());
      continue;
    }
    last = null;
    if (heading !== undefined) here = heading.trim();
    found ||= here === section;
    if (heading !== undefined) continue;
    if (here === section) last = readSetting(line, index + 1, settings, problems);
  }
  if (!found) problems.push({ at: '1:1', message: `there is no [${section}] section` });
  return { settings, problems };
}

function readSetting(line: string, row: number, settings: Collected[], problems: IniProblem[]) {
  const [before, name] = SETTING.exec(line) ?? [];
  if (before === undefined || name === undefined) {
    problems.push({ at: `${row}:1`, message: 'this is neither "name = value" nor a [section]' });
    return null;
  }
  const rest = line.slice(before.length);
  const column = before.length + 1 + (rest.length - rest.trimStart().length);
  const setting = { name: name.trim().toLowerCase(), at: `${row}:${column}`, lines: [withoutComment(rest)] };
  settings.push(setting);
  return setting;
}

function withoutComment(text: string): string {
  return text.replace(/\s;.*$/, '');
}

/** One level only: what is put in is not looked at again. */
function expand(text: string, raw: ReadonlyMap<string, string>): string {
  return text.replace(/%(?:%|\(([^)\n]{1,100})\)s)/g, (found, name: string | undefined) =>
    name === undefined ? '%' : (raw.get(name.toLowerCase()) ?? found),
  );
}
