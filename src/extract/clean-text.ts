/**
 * `text` cut to `maxLength` UTF-16 code units, never inside a character, with U+FFFD for what databases, mails and
 * JSON readers choke on: NUL characters and lone surrogates.
 */
export function cleanText(text: string, maxLength: number): string {
  const short = cut(text, maxLength);
  const isClean = !short.includes('\0') && short.isWellFormed();
  return isClean ? short : short.replaceAll('\0', '\uFFFD').toWellFormed();
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const isInsideCharacter =
    /^[\uDC00-\uDFFF]/.test(text.charAt(maxLength)) && /[\uD800-\uDBFF]$/.test(text.charAt(maxLength - 1));
  return text.slice(0, isInsideCharacter ? maxLength - 1 : maxLength);
}
