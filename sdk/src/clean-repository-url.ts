/**
 * The address of a repository as `vcs.repository.url.full` wants it: that of its page, with neither credentials nor `.git`.
 * Undefined for what is no such address, as a folder or the nickname of a host, and where credentials may be left.
 */
export function cleanRepositoryUrl(address: string | undefined): string | undefined {
  const text = address?.trim() ?? '';
  if (text === '' || text.length > MAX_LENGTH || UNPRINTABLE.test(text)) return undefined;
  const [, host, path] = SHORT.exec(text) ?? [];
  const url = parse(host === undefined ? text : `ssh://${host}/${path ?? ''}`);
  if (url === undefined || !PROTOCOLS.has(url.protocol)) return undefined;
  const page = url.pathname.replace(/\/{1,9}$/, '').replace(/\.git$/, '');
  if (page === '' || page.includes('@')) return undefined;
  // The port of ssh is not that of the page.
  const isWeb = url.protocol.startsWith('http');
  return `${isWeb ? url.protocol : 'https:'}//${isWeb ? url.host : url.hostname}${page}`;
}

const MAX_LENGTH = 2000;
const UNPRINTABLE = /[\s\p{Cc}]/u;
const PROTOCOLS = new Set(['http:', 'https:', 'ssh:', 'git:', 'git+ssh:', 'git+https:']);

/** As scp has it: `git@github.com:acme/shop.git`. */
const SHORT = /^(?:[^@/:]+@)?([a-z0-9-]+\.[a-z0-9.-]+):(?!\/\/)\/?(.+)$/i;

function parse(text: string): URL | undefined {
  // An @ or a slash in a password makes another address of it, and may leave a part of the password.
  if ((text.match(/@/g) ?? []).length > 1) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url === undefined || url.hostname === '' ? undefined : url;
}
