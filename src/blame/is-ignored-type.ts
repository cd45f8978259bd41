import { RE2JS } from 're2js';
import type { Rules } from '../config/rules.ts';
import type { ParsedException } from '../parse/parse-exception.ts';

/** Whether `ignored_exceptions` names the exception's type, as reported or as its trace prints it. */
export function isIgnoredType({ reported, exceptions }: ParsedException, rules: Rules): boolean {
  const types = [reported.type, exceptions[0]?.type ?? ''];
  return rules.ignored_exceptions.some(({ type }) => types.some((name) => matchesGlob(type, name)));
}

/** `*` stands for any text and `?` for any one character; everything else for itself. */
function matchesGlob(glob: string, text: string): boolean {
  if (!/[*?]/.test(glob)) return glob === text;
  const pattern = RE2JS.quote(glob).replaceAll('\\*', '.*').replaceAll('\\?', '.');
  return RE2JS.compile(pattern, RE2JS.DOTALL).matches(text);
}
