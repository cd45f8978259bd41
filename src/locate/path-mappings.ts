/** A trace's path → the repository path the operator's settings give it; null when they say nothing of it. */
export type PathMappings = (tracePath: string) => string | null;

/** `mappings` gives folders in the repository by what traces' paths begin with; the longest beginning counts. */
export function createPathMappings(mappings: Readonly<Record<string, string>>): PathMappings {
  const byLength = Object.entries(mappings)
    .map(([from, to]) => ({ from: toFolder(from), to: toFolder(to) }))
    .toSorted((a, b) => b.from.length - a.from.length);
  return (tracePath) => {
    const mapping = byLength.find(({ from }) => tracePath.startsWith(from));
    return mapping === undefined ? null : mapping.to + tracePath.slice(mapping.from.length);
  };
}

/** With `/` between and after its segments; the top of a repository is empty. */
function toFolder(written: string): string {
  const folder = written.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  return folder === '' || folder === '.' || folder.endsWith('/') ? folder.replace(/^\.$/, '') : `${folder}/`;
}
