/**
 * The address of `origin` in the text of git's configuration, else that of the first remote; undefined if there is none. The
 * format is that of git-config(1), without includes and lines that are continued.
 */
export function readRemoteUrl(config: string): string | undefined {
  const urls = new Map<string, string>();
  let remote: string | undefined;
  for (const line of config.split('\n', MAX_LINES)) {
    const text = line.trim();
    if (text.startsWith('[')) remote = /^\[remote "([^"]*)"\]/i.exec(text)?.[1];
    const [, value] = remote === undefined ? [] : (/^url\s*=(.*)$/i.exec(text) ?? []);
    if (remote !== undefined && value !== undefined && !urls.has(remote)) urls.set(remote, unquote(value));
  }
  return urls.get('origin') ?? urls.values().next().value;
}

const MAX_LINES = 20_000;

/** Outside of quotes, a # or ; begins a comment. */
function unquote(value: string): string {
  const text = value.trim();
  const [, quoted] = /^"([^"\\]*)"/.exec(text) ?? [];
  return quoted ?? (/^[^#;]*/.exec(text)?.[0] ?? '').trimEnd();
}
