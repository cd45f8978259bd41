import { LRUCache } from 'lru-cache';
import { matchesOwnerPattern, type Dialect, type Steps } from './owner-pattern.ts';
import {
  hasSections,
  parseCodeOwners,
  type CodeOwners,
  type OwnerRule,
  type OwnerSection,
} from './parse-code-owners.ts';

/** Whom a CODEOWNERS file names for a path, as written there, and the path of that file. */
export type FoundOwners = { readonly file: string; readonly owners: readonly string[] };

export type ReadFile = (commit: string, path: string, maxBytes: number) => Promise<string | null>;

type Found = { readonly file: string; readonly codeOwners: CodeOwners };

// GitHub looks in .github/, the top and docs/, GitLab in the top, docs/ and .gitlab/; each takes the first it finds.
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];
// GitHub reads no larger file.
const MAX_BYTES = 3 * 1024 * 1024;
// A tenth of a second; a plain file of that size takes a tenth of them.
const MAX_STEPS = 2_000_000;

/** Finds the owners of a path in the revision's CODEOWNERS file; null when it has none, or nobody owns the path. */
export function createCodeOwnersFinder(readFile: ReadFile) {
  const files = new LRUCache<string, Promise<Found | null>>({ max: 8 });

  async function read(commit: string): Promise<Found | null> {
    for (const file of PLACES) {
      const text = await readFile(commit, file, MAX_BYTES);
      if (text !== null) return { file, codeOwners: parseCodeOwners(text, guessDialect(file, text)) };
    }
    return null;
  }

  function remember(commit: string): Promise<Found | null> {
    const known = files.get(commit);
    if (known !== undefined) return known;
    const made = read(commit);
    files.set(commit, made);
    made.catch(() => files.delete(commit));
    return made;
  }

  return async function find(commit: string, path: string): Promise<FoundOwners | null> {
    const found = await remember(commit);
    const owners = found === null ? [] : listOwners(found.codeOwners, path);
    return found === null || owners.length === 0 ? null : { file: found.file, owners };
  };
}

/**
 * The owners of a path: in each section those of the last rule that matches, sections in their order, each owner once.
 * Nobody when the patterns are too many and too long to be tried.
 */
export function listOwners({ sections }: CodeOwners, path: string): readonly string[] {
  const steps = { left: MAX_STEPS };
  const owners = new Set(sections.flatMap((section) => listInSection(section, path, steps)));
  return steps.left > 0 ? [...owners] : [];
}

function listInSection({ rules }: OwnerSection, path: string, steps: Steps): readonly string[] {
  const matches = ({ pattern }: OwnerRule) => matchesOwnerPattern(pattern, path, steps);
  const last = rules.findLast((rule) => !rule.excludes && matches(rule));
  if (last === undefined || last.owners.length === 0) return [];
  return rules.some((rule) => rule.excludes && matches(rule)) ? [] : last.owners;
}

function guessDialect(file: string, text: string): Dialect {
  if (file.startsWith('.github/')) return 'github';
  return file.startsWith('.gitlab/') || hasSections(text) ? 'gitlab' : 'github';
}
