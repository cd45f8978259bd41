import { compilePattern } from './compile-pattern.ts';
import type { FindMatches } from './compile-pattern.ts';
import { shareState } from './share-state.ts';

/**
 * Hides what matches in everything this package sends: the values of variables, request fields and additional
 * information whose names match, and the matching parts of texts and messages. Secrets with usual names are always
 * hidden. What an instrumentation records by itself is not reached.
 * @throws TypeError if the pattern cannot be matched in linear time; nothing is installed then.
 */
export function installScrubbers(pattern: RegExp | readonly RegExp[]): void {
  const added = (pattern instanceof RegExp ? [pattern] : pattern).map(compilePattern);
  scrubbers.installed.push(...added);
}

/** Whether the value of that name is not to be sent. */
export function isSecretName(name: string): boolean {
  scrubbers.usual ??= compilePattern(USUAL_SECRETS);
  if (scrubbers.usual(name).length > 0) return true;
  return scrubbers.installed.some((find) => find(name).length > 0);
}

/** The text with what matches a scrubber hidden. */
export function scrubText(text: string): string {
  return scrubbers.installed.reduce(hide, text);
}

/** The stack with its message scrubbed and its frames as they are, because they say whose code it is. */
export function scrubStack(stack: string, message: unknown): string {
  if (scrubbers.installed.length === 0) return stack;
  const end = findMessageEnd(stack, message);
  const lines = stack.slice(end).split(/(\n {4}at [^\n]*)/);
  return (
    scrubText(stack.slice(0, end)) +
    lines.map((line, index) => (index % 2 === 1 ? line : scrubText(line))).join('')
  );
}

/** What stands in the place of a value. */
export const SCRUBBED = '[scrubbed]';

const USUAL_SECRETS =
  /passw(?:or)?d|passphrase|secret|token|authorization|cookie|credential|api[-_]?key|private[-_]?key|session[-_]?id|^pwd$/i;

const scrubbers = shareState('scrubbers 1', () => ({
  installed: [] as FindMatches[],
  usual: undefined as FindMatches | undefined,
}));

function findMessageEnd(stack: string, message: unknown): number {
  if (typeof message !== 'string' || message === '') return 0;
  const start = stack.indexOf(message);
  return start === -1 ? 0 : start + message.length;
}

function hide(text: string, find: FindMatches): string {
  const stretches = find(text);
  if (stretches.length === 0) return text;
  const parts: string[] = [];
  let end = 0;
  for (const [from, to] of stretches) {
    parts.push(text.slice(end, from), SCRUBBED);
    end = to;
  }
  return parts.join('') + text.slice(end);
}
