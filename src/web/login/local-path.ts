/**
 * An address as a path on this server, or `fallback` for everything that is none. What leads elsewhere is written in
 * many ways: `//host`, `/\host`, `/.//host`, `/%09/host` with a real tab, `https:host`.
 */
export function toLocalPath(address: string | null, fallback: string): string {
  if (address === null || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(address)) return fallback;
  const url = URL.parse(address, 'http://here.invalid');
  if (url === null || url.host !== 'here.invalid' || url.pathname.startsWith('//')) return fallback;
  return url.pathname + url.search;
}
