import { collapseSpace } from '../collapse-space.ts';
import type { CodeRule } from '../config/rules.ts';
import { toPlainFunctionName } from '../plain-function-name.ts';

/** A line of code as rules see it. `path` is a repository path, or a library file's path below its package directory. */
export type CodeLine = { readonly path: string; readonly function?: string; readonly code?: string };

/** Whether a rule means this line. Fragments match after white space is collapsed, either containing the other. */
export function matchesCodeRule(rule: CodeRule, line: CodeLine): boolean {
  return (
    rule.filename === line.path &&
    matchesFunction(rule.function_name, line.function) &&
    matchesFragment(rule.code_fragment, line.code)
  );
}

// `total` means `Cart.total`, `Cart#total` and `(*Cart).total.func1` too: languages disagree on what a trace names.
function matchesFunction(wanted: string | null, actual: string | undefined): boolean {
  if (wanted === null) return true;
  if (actual === undefined) return false;
  return actual === wanted || actual.endsWith(`.${wanted}`) || toPlainFunctionName(actual) === wanted;
}

function matchesFragment(fragment: string | null, code: string | undefined): boolean {
  if (fragment === null) return true;
  const wanted = collapseSpace(fragment);
  const actual = collapseSpace(code ?? '');
  return wanted !== '' && actual !== '' && (actual.includes(wanted) || wanted.includes(actual));
}
