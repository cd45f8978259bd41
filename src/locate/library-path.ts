// Where CPython keeps its standard library: `lib/python3.12/…`, or zipped.
const PYTHON_LIBRARY = /^python\d(\.\d+)?(\.zip)?$/;

/**
 * The path below the innermost package directory (`node_modules`, `site-packages`, …) when a trace's path lies in
 * one; null when it doesn't. Rule files name library code by this path.
 */
export function findLibraryPath(tracePath: string, packageDirectories: ReadonlySet<string>): string | null {
  const segments = tracePath.split(/[/\\]+/);
  const at = segments.findLastIndex(
    (segment, i) =>
      packageDirectories.has(segment) || (PYTHON_LIBRARY.test(segment) && segments[i - 1]?.startsWith('lib')),
  );
  return at === -1 || at === segments.length - 1 ? null : segments.slice(at + 1).join('/');
}
