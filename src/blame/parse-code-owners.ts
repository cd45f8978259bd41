import { compileOwnerPattern, type Dialect, type OwnerPattern } from './owner-pattern.ts';

/** A CODEOWNERS file. GitHub knows a single section, the unnamed one. */
export type CodeOwners = { readonly sections: readonly OwnerSection[] };

export type OwnerSection = {
  /** Lower case; empty for what stands before the first heading. */
  readonly name: string;
  readonly rules: readonly OwnerRule[];
};

export type OwnerRule = {
  readonly pattern: OwnerPattern;
  /** Addresses, `@user`, `@org/team` as written; empty: nobody owns what matches. */
  readonly owners: readonly string[];
  /** Takes what matches out of its section, whatever other rules say. */
  readonly excludes: boolean;
};

type OpenSection = { readonly name: string; readonly rules: OwnerRule[]; defaults: readonly string[] };

/**
 * Reads CODEOWNERS by the rules of its host; a line the host would refuse is left out. Formats: GitHub Docs, "About code
 * owners"; GitLab Docs, "Syntax of CODEOWNERS file".
 */
export function parseCodeOwners(text: string, dialect: Dialect): CodeOwners {
  const sections = new Map<string, OpenSection>();
  let section = openSection(sections, '', []);
  for (const line of text.split(/\r\n|\n|\r/)) {
    const heading = dialect === 'gitlab' ? readHeading(line) : null;
    if (heading !== null) section = openSection(sections, heading.name, heading.defaults);
    else section.rules.push(...readRule(line, dialect, section.defaults));
  }
  return { sections: [...sections.values()] };
}

/** Whether a text has headings, which only GitLab knows, or their exclusions. */
export function hasSections(text: string): boolean {
  return /^(?:\^?\[[^\]\r\n]+\]|![^\s])/m.test(text);
}

// A heading that comes again goes on with its section, under the defaults given this time.
function openSection(
  sections: Map<string, OpenSection>,
  name: string,
  defaults: readonly string[],
): OpenSection {
  const section = sections.get(name) ?? { name, rules: [], defaults };
  section.defaults = defaults;
  sections.set(name, section);
  return section;
}

/** `[Name]`, `^[Optional]`, `[Name][2]`, each with default owners behind it. */
function readHeading(line: string): { readonly name: string; readonly defaults: readonly string[] } | null {
  const match = /^\^?\[([^\]]+)\](?:\[\d{0,9}\])?(.*)$/.exec(line.trimEnd());
  if (match === null) return null;
  return { name: (match[1] ?? '').trim().toLowerCase(), defaults: toOwners(toWords(match[2] ?? '')) };
}

function readRule(line: string, dialect: Dialect, defaults: readonly string[]): readonly OwnerRule[] {
  const [first = '', ...rest] = toWords(line);
  if (first === '' || first.startsWith('#')) return [];
  const excludes = dialect === 'gitlab' && first.startsWith('!');
  const pattern = compileOwnerPattern(excludes ? first.slice(1) : first, dialect);
  const owners = dialect === 'gitlab' ? toOwners(rest) : toStrictOwners(rest);
  if (pattern === null || owners === null) return [];
  return [{ pattern, owners: owners.length === 0 ? defaults : owners, excludes }];
}

/** Words between spaces and tabs; a backslash keeps the character behind it in its word, and stays. */
function toWords(line: string): readonly string[] {
  return line.match(/(?:[^\s\\]|\\.)+/gu) ?? [];
}

function toOwners(words: readonly string[]): readonly string[] {
  return words.filter(isOwner);
}

// GitHub skips a line in which anything before a comment is no owner.
function toStrictOwners(words: readonly string[]): readonly string[] | null {
  const comment = words.findIndex((word) => word.startsWith('#'));
  const owners = comment === -1 ? words : words.slice(0, comment);
  return owners.every(isOwner) ? owners : null;
}

function isOwner(word: string): boolean {
  return word.length <= 254 && word.includes('@', 0) && word !== '@';
}
