/** A path or URL as a trace prints it → as `Frame.file` wants it: no `file://`, no percent-escapes, no query of a module. */
export function cleanPath(printed: string): string {
  if (printed.startsWith('file://'))
    return dropDriveSlash(decode(dropQuery(printed.slice('file://'.length))));
  return printed.includes('://') ? decode(printed) : printed;
}

/** Node imports `x.mjs?update=1`; a `?` or `#` that belongs to the path is escaped in a file URL. */
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
