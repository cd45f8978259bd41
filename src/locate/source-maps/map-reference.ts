/**
 * The path of the map that a `sourceMappingURL` names, relative to its code; null unless it is a relative one to a file `….map`.
 * What is elsewhere on the network is never asked for.
 */
export function readMapReference(url: string): string | null {
  if (url.length > 4096 || /^[/\\]|^[a-z][a-z0-9+.-]*:/i.test(url)) return null;
  const path = decodePath(url.replace(/[?#].*$/s, ''));
  return path.endsWith('.map') && !/[\p{Cc}\\]/u.test(path) ? path : null;
}

/** As it is when it is not well-formed. */
export function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
