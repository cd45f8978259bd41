/** Whether `filepath` of a rule is `path` itself or a folder above it; the empty path and `/` are the whole repository. */
export function coversPath(filepath: string, path: string): boolean {
  const folder = filepath.replace(/^\.?\//, '').replace(/\/$/, '');
  return folder === '' || folder === '.' || path === folder || path.startsWith(`${folder}/`);
}
