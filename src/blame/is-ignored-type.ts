import type { Rules } from '../config/rules.ts';
import { matchesGlob } from '../matches-glob.ts';
import type { ParsedException } from '../parse/parse-exception.ts';

/** Whether `ignored_exceptions` names the exception's type, as reported or as its trace prints it. */
export function isIgnoredType({ reported, exceptions }: ParsedException, rules: Rules): boolean {
  const types = [reported.type, exceptions[0]?.type ?? ''];
  return rules.ignored_exceptions.some(({ type }) => types.some((name) => matchesGlob(type, name)));
}
