/**
 * A path or URL as a trace prints it → as `Frame.file` wants it: no `file://`, no percent-escapes, no query of a module
 * (`x.mjs?update=1`, Vite's `x.ts?t=1`, webpack's `x.vue?abcd`), nor what React puts before a server's frame.
 */
export function cleanPath(printed: string): string {
  const url = printed.replace(/^(?:rsc|about):\/\/React\/[^/]*\//, '');
  if (url.startsWith('file://')) return dropDriveSlash(decode(dropQuery(url.slice('file://'.length))));
  return url.includes('://') ? decode(dropQuery(url)) : url;
}

/** A `?` or `#` that belongs to the path is escaped in a URL. */
function dropQuery(path: string): string {
  const end = path.search(/[?#]/);
  return end < 0 ? path : path.slice(0, end);
}

function dropDriveSlash(path: string): string {
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
}

/** Left as it is when it is not well-formed or hides a control character. */
function decode(escaped: string): string {
  try {
    const decoded = decodeURIComponent(escaped);
    return /\p{Cc}/u.test(decoded) ? escaped : decoded;
  } catch {
    return escaped;
  }
}
