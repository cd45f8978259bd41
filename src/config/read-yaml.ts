import { isAlias, isCollection, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, YAMLError } from 'yaml';
import { quote } from './describe-value.ts';
import { MAX_CONFIG_BYTES } from './read-config-file.ts';
import { locateNode } from './locate-node.ts';

/** A YAML file that could be read: its document, and where in the file a path or a byte of it stands. */
export type YamlFile = {
  readonly document: Document.Parsed;
  /** `line:column` of the value at a path, or of the name in front of it. */
  readonly locate: (path: readonly string[], key?: string) => string;
  /** `line:column` of an offset into the text. */
  readonly placeOf: (offset: number) => string;
};

/** What is wrong; `at` is `line:column`, unless the file as a whole is meant. */
export type FileProblem = { readonly at?: string; readonly message: string };

export type ReadYaml =
  | { readonly file: YamlFile; readonly problems: readonly [] }
  | { readonly file: null; readonly problems: readonly FileProblem[] };

/** Reads bytes as one YAML 1.2 document. Never throws; messages do not quote values, which may be secret. */
export function readYaml(bytes: Uint8Array): ReadYaml {
  const text = decode(bytes);
  if (typeof text !== 'string') return { file: null, problems: [text] };
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, ...PARSE_OPTIONS });
    const errors = findSyntaxErrors(document, lines);
    const problems =
      errors.length > 0 ? errors : [...findDuplicates(document, lines), ...findLooseAliases(document, lines)];
    if (problems.length > 0) return { file: null, problems };
    document.toJS();
    const placeOf = (offset: number): string => formatPlace(lines, offset);
    const locate = (path: readonly string[], key?: string): string =>
      placeOf(locateNode(document, path, key));
    return { file: { document, locate, placeOf }, problems: [] };
  } catch (error) {
    return { file: null, problems: [{ message: explainThrow(error) }] };
  }
}

/** The library looks through the whole document for each alias, so that many of them take too long. */
const MAX_ALIASES = 100;

const LOOSE_ALIAS = 'a value that starts with * repeats an anchor (&name), and there is none; quote it';
const TOO_MANY_ALIASES = `this is alias (*name) number ${MAX_ALIASES + 1} of the file; write the values out instead`;

/** Duplicates are looked for here, because the parser's own search compares each key with every other. */
const PARSE_OPTIONS = {
  prettyErrors: false,
  uniqueKeys: false,
  stringKeys: true,
  resolveKnownTags: false,
  logLevel: 'error',
} as const;

function decode(bytes: Uint8Array): string | FileProblem {
  if (bytes.length > MAX_CONFIG_BYTES) return { message: 'is larger than 1 MiB, which no configuration is' };
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    return { message: `is ${utf16 ? 'UTF-16' : 'not UTF-8 text'}; save it as UTF-8` };
  }
}

/** One error leads to others behind it, so only tabs and the first of the rest are told. */
function findSyntaxErrors(document: Document.Parsed, lines: LineCounter): FileProblem[] {
  const errors: readonly YAMLError[] = [...document.errors, ...document.warnings];
  const [first] = errors.filter((error) => error.code !== 'TAB_AS_INDENT');
  const tabs = errors.filter((error) => error.code === 'TAB_AS_INDENT').slice(0, 10);
  return [...tabs, ...(first === undefined ? [] : [first])].map((error) => ({
    at: formatPlace(lines, error.pos[0]),
    message: SYNTAX[error.code] ?? 'this is not YAML',
  }));
}

const SYNTAX: Readonly<Record<string, string>> = {
  BAD_ALIAS: LOOSE_ALIAS,
  BAD_DIRECTIVE: 'this line starts with %, which only YAML directives do; put the value in quotes',
  BAD_DQ_ESCAPE: 'a backslash in double quotes starts an escape that YAML does not know; use single quotes',
  BAD_INDENT: 'this is indented too little, or a bracket before it is not closed',
  BAD_SCALAR_START: 'a value that starts with this character must stand in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'there are two colons on one line, or the next line is indented too far; quote the value',
  BLOCK_IN_FLOW: 'an indented list or mapping cannot stand inside brackets',
  KEY_OVER_1024_CHARS: 'the text in front of the colon is too long; perhaps a quote is missing',
  MISSING_CHAR: 'a colon, a quote, a bracket, a comma or a space is missing here or before',
  MULTILINE_IMPLICIT_KEY: 'a colon is missing in this line, or a closing quote before it',
  MULTIPLE_DOCS: 'only one document is allowed in a file; remove --- and what follows it',
  NON_STRING_KEY: 'a name must be text, not a list or a mapping',
  RESOURCE_EXHAUSTION: 'lists and mappings are nested too deeply here',
  TAB_AS_INDENT: 'a tab indents this line; use spaces',
  TAG_RESOLVE_FAILED:
    'tags (words that start with !) are not supported; put the value in quotes if it is one',
  UNEXPECTED_TOKEN: 'this does not belong here; perhaps a quote, a dash or a colon is missing',
};

function findDuplicates(document: Document.Parsed, lines: LineCounter): FileProblem[] {
  const problems: FileProblem[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key) || problems.length === 50) continue;
        if (seen.has(key.value)) {
          const at = formatPlace(lines, key.range?.[0] ?? 0);
          problems.push({ at, message: `${quote(String(key.value))} is written twice; remove one of them` });
        }
        seen.add(key.value);
      }
    },
  });
  return problems;
}

/** An alias may only repeat what an anchor before it named. */
function findLooseAliases(document: Document.Parsed, lines: LineCounter): FileProblem[] {
  const anchors = new Set<string>();
  const problems: FileProblem[] = [];
  let aliases = 0;
  visit(document, (_, node) => {
    if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined) anchors.add(node.anchor);
    if (!isAlias(node)) return undefined;
    const at = formatPlace(lines, node.range?.[0] ?? 0);
    if (!anchors.has(node.source)) problems.push({ at, message: LOOSE_ALIAS });
    if (++aliases > MAX_ALIASES) problems.push({ at, message: TOO_MANY_ALIASES });
    return aliases > MAX_ALIASES ? visit.BREAK : undefined;
  });
  return problems;
}

function formatPlace(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${Math.max(line, 1)}:${Math.max(col, 1)}`;
}

function explainThrow(error: unknown): string {
  const message = error instanceof ReferenceError ? error.message : '';
  if (message.startsWith('Excessive alias')) return 'repeats itself too often through aliases (*name)';
  return 'is nested too deeply';
}
