import type { HLJSApi } from 'highlight.js';
import { LRUCache } from 'lru-cache';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Html } from '../html.ts';
import { findLanguage } from './code-languages.ts';
import { splitHighlighted } from './split-highlighted.ts';

/** Colours lines of a file; null where its language is not known or a line is too long. */
export type HighlightCode = (path: string, lines: readonly string[]) => Promise<readonly Html[] | null>;

// The highlighter takes time that grows with the square of what it reads at once, so it gets little at a time.
const MAX_LINES = 60;
const MAX_LINE = 200;

/** The highlighter and its languages are loaded when first needed; what was coloured lately is remembered. */
export function createHighlighter(): HighlightCode {
  const loaded = new Set<string>();
  const recent = new LRUCache<string, readonly Html[]>({ max: 500 });
  let core: Promise<HLJSApi> | undefined;

  async function load(path: string) {
    const language = findLanguage(path);
    if (language === null) return null;
    core ??= import('highlight.js/lib/core').then((module) => module.default);
    const [hljs, grammar] = [await core, await language.load()];
    if (!loaded.has(language.name)) hljs.registerLanguage(language.name, grammar.default);
    loaded.add(language.name);
    return { hljs, language: language.name };
  }

  return async (path, lines) => {
    if (lines.length > MAX_LINES || lines.some((line) => line.length > MAX_LINE)) return null;
    const found = await load(path);
    if (found === null) return null;
    const code = lines.join('\n');
    const key = `${found.language}\n${code}`;
    const known = recent.get(key);
    if (known !== undefined) return known;
    await nextTurn();
    const { value } = found.hljs.highlight(code, { language: found.language, ignoreIllegals: true });
    const coloured = splitHighlighted(value);
    recent.set(key, coloured);
    return coloured;
  };
}
