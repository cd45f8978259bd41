/**
 * A value as people may see it who must not learn a password: of an address, what stands in front of its last @. A password
 * may hold a slash, a space or an @, so the text is cut rather than parsed. What is no address, as `ann@shop.example`, stays.
 */
export function hideUserInfo(value: string): string {
  const start = value.indexOf(':') + 1;
  const at = value.lastIndexOf('@');
  if (start === 0 || at < start) return value;
  const slashes = value.startsWith('//', start) ? '//' : '';
  return `${value.slice(0, start)}${slashes}…${value.slice(at)}`;
}

/** As `hideUserInfo`, and without the query of a URL, which may hold a token. */
export function hideCredentials(value: string): string {
  const shown = hideUserInfo(value);
  const query = shown.includes('://') ? shown.indexOf('?') : -1;
  return query === -1 ? shown : `${shown.slice(0, query)}?…`;
}

/** Hides the credentials of every address in a sentence, such as git's; addresses in it hold no white space. */
export function hideCredentialsWithin(sentence: string): string {
  return sentence.replace(/\S+/g, hideInWord);
}

// What ends the address in a sentence is not of its query.
function hideInWord(word: string): string {
  const hidden = hideCredentials(word);
  return hidden.endsWith('?…') ? hidden + (/['"]?[:;,.]{0,2}$/.exec(word)?.[0] ?? '') : hidden;
}
