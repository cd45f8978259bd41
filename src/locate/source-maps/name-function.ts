const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]{0,127}$/u;

/**
 * A printed name as the source has it, as far as that can be told: a name of one or two letters is a minifier's, and the caller's code
 * says what it called; a class of one or two letters is left out. Else builds of one source would differ in their names.
 */
export function nameFunction(printed: string | undefined, called: string | undefined): string | undefined {
  if (printed === undefined) return undefined;
  const at = Math.max(printed.lastIndexOf('.'), printed.lastIndexOf(' ')) + 1;
  const [before, last] = [printed.slice(0, at), printed.slice(at)];
  const name = isShort(last) && called !== undefined && IDENTIFIER.test(called) ? called : last;
  return before.endsWith('.') && isShort(before.slice(0, -1)) ? name : before + name;
}

function isShort(name: string): boolean {
  return name.length === 1 || name.length === 2;
}
