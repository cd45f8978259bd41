/** The tags of a page in order, each with the names of its attributes; what values and texts say plays no part. */
export function listTags(page: string): readonly string[] {
  return [...page.matchAll(/<!?(\/?[a-z][a-z0-9]*)((?:"[^"]*"|[^">])*)>/gi)].map(
    ([, name = '', attributes = '']) =>
      [
        name,
        ...[...attributes.replaceAll(/"[^"]*"/g, '""').matchAll(/([^\s=]+)=""/g)].map(([, key]) => key),
      ].join(' '),
  );
}

/** The text of a page as a reader sees it. */
export function readText(page: string): string {
  return unescape(page.replaceAll(/<[^>]*>/g, ' ')).replaceAll(/\s+/g, ' ');
}

/** The values of an attribute, such as every `href`. */
export function listValues(page: string, attribute: string): readonly string[] {
  return [...page.matchAll(new RegExp(` ${attribute}="([^"]*)"`, 'g'))].map(([, value = '']) =>
    unescape(value),
  );
}

/** What stands in a field of a form. */
export function readField(page: string, name: string): string | undefined {
  const input = new RegExp(`<input[^>]* name="${name}"[^>]* value="([^"]*)"`).exec(page)?.[1];
  const area = new RegExp(`<textarea[^>]* name="${name}"[^>]*>\n([^<]*)</textarea>`).exec(page)?.[1];
  const value = input ?? area;
  return value === undefined ? undefined : unescape(value);
}

function unescape(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
