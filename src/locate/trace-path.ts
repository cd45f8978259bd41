/**
 * The path in what a trace prints for a file, with `/` between segments and without `.` and `..`, or null when it names no
 * file of anybody's. A leading `/` or drive letter is kept; schemes, hosts and the layers of bundlers are not, for they
 * say nothing of a repository. The host of a public server of packages is: below it there are libraries only.
 */
export function toTracePath(printed: string): string | null {
  const text = printed.replaceAll('\\', '/');
  if (text.length > MAX_PATH || NO_FILE.test(text)) return null;
  const path = dropBundler(text) ?? dropScheme(text).replace(VITE_FILE, '');
  const segments = resolveSegments(path.split('/'));
  if (segments.length === 0) return null;
  return path.startsWith('/') ? `/${segments.join('/')}` : segments.join('/');
}

/** Text in brackets, code made at run time, extensions of browsers, and the modules bundlers add. */
const NO_FILE =
  /^(?:<|\[(?!project\]\/)|data:|blob:|about:|javascript:|dart:|org-dartlang-sdk:|[a-z-]{1,20}extension:|webpack:\/\/[^/]*\/(?:webpack\/|external |\(webpack\))|https?:\/\/[^/]*\/@(?:vite|id|react-refresh)\b)/i;
// Longer than any system's limit.
const MAX_PATH = 4_096;
const SCHEME = /^[a-z][a-z0-9+.-]{1,40}:\/\/[^/]*/i;
const VITE_FILE = /^\/@fs(?=\/)/;

function dropScheme(text: string): string {
  return text.replace(PACKAGE_SERVER, '').replace(SCHEME, '');
}

const PACKAGE_SERVER =
  /^https:\/\/(?=(?:deno\.land|jsr\.io|esm\.sh|cdn\.jsdelivr\.net|unpkg\.com|cdnjs\.cloudflare\.com)\/)/;

/** Bundlers print what is relative to the folder they were run in, behind a name of the project and of a layer. */
function dropBundler(text: string): string | null {
  const bundler =
    /^(?:(?:webpack|webpack-internal|rspack):\/\/[^/]*\/(?:\([\w-]{1,60}\)\/)?|(?:turbopack:\/\/\/?)?\[project\]\/)/;
  return bundler.test(text) ? text.replace(bundler, '') : null;
}

function resolveSegments(segments: readonly string[]): readonly string[] {
  const resolved: string[] = [];
  for (const segment of segments) {
    if (segment === '..') resolved.pop();
    else if (segment !== '' && segment !== '.') resolved.push(segment);
  }
  return resolved;
}
