import { RE2JS } from 're2js';

/** Whether a repository path matches one of `only_blame_filepaths_matching`; without patterns every path does. */
export function createPathFilter(patterns: readonly string[] | null): (path: string) => boolean {
  if (patterns === null || patterns.length === 0) return () => true;
  const compiled = patterns.map((pattern) => RE2JS.compile(pattern));
  return (path) => compiled.some((pattern) => pattern.matcher(path).find());
}
