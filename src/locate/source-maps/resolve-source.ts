import { posix } from 'node:path';
import type { MapHome } from './found-map.ts';
import { decodePath } from './map-reference.ts';

/**
 * A map's source as a path: of the disk when the map is there, else of the repository, as far as the map tells. URLs such as `webpack://shop/./src/x.ts`
 * stay URLs, less their query.
 */
export function resolveSource(source: string, sourceRoot: string, home: MapHome): string {
  const whole = isRooted(source) || sourceRoot === '' ? source : `${sourceRoot.replace(/\/$/, '')}/${source}`;
  if (isUrl(whole)) return whole.replace(/[?#].*$/s, '');
  const path = decodePath(whole).replaceAll('\\', '/');
  if (isRooted(path)) return path;
  const joined = posix.join(posix.dirname(home.path.replaceAll('\\', '/')), path);
  return home.where === 'disk' ? joined : dropLeadingDots(joined);
}

// A drive letter is no scheme.
const URL_SCHEME = /^[a-z][a-z0-9+.-]+:/i;

function isUrl(path: string): boolean {
  return URL_SCHEME.test(path);
}

function isRooted(path: string): boolean {
  return isUrl(path) || /^(?:[/\\]|[a-z]:[/\\])/i.test(path);
}

/** The folder that was uploaded lies somewhere in the repository, so that what leaves it may still be found there. */
function dropLeadingDots(path: string): string {
  return path.replace(/^(?:\.\.(?:\/|$))+/, '');
}
