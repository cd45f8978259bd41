import { posix } from 'node:path';
import type { MapHome } from './found-map.ts';
import { decodePath } from './map-reference.ts';

/**
 * A source of a map, and what the path is: `printed`, as a trace would have it; `repository`, that of the repository, if it has the file;
 * `perhaps`, relative to a folder of which it is not known where it lies.
 */
export type ResolvedSource = { readonly path: string; readonly is: 'printed' | 'repository' | 'perhaps' };

/**
 * A map's source as a path: of the disk when the map is there, else of the repository, as far as the map tells. URLs such as `webpack://shop/./src/x.ts`
 * stay URLs, less their query.
 */
export function resolveSource(source: string, sourceRoot: string, home: MapHome): ResolvedSource {
  const whole = isRooted(source) || sourceRoot === '' ? source : `${sourceRoot.replace(/\/$/, '')}/${source}`;
  if (isUrl(whole)) return { path: whole.replace(/[?#].*$/s, ''), is: 'printed' };
  const path = decodePath(whole).replaceAll('\\', '/');
  if (isRooted(path)) return { path, is: 'printed' };
  const homePath = home.path.replaceAll('\\', '/');
  const joined = posix.join(posix.dirname(homePath), path);
  if (home.where === 'disk') return { path: joined, is: 'printed' };
  if (leaves(joined, homePath, home)) return { path: dropLeadingDots(joined), is: 'perhaps' };
  return { path: joined, is: home.where === 'repository' ? 'repository' : 'printed' };
}

// A drive letter is no scheme.
const URL_SCHEME = /^[a-z][a-z0-9+.-]+:/i;

function isUrl(path: string): boolean {
  return URL_SCHEME.test(path);
}

function isRooted(path: string): boolean {
  return isUrl(path) || /^(?:[/\\]|[a-z]:[/\\])/i.test(path);
}

/** The repository, or the folder that was uploaded, with which the path of the map begins. */
function leaves(path: string, homePath: string, { where }: MapHome): boolean {
  const folder = where === 'repository' ? '' : homePath.slice(0, homePath.indexOf('/') + 1);
  return path === '..' || path.startsWith('../') || !path.startsWith(folder);
}

/** The folder that was uploaded lies somewhere in the repository, so that what leaves it may still be found there. */
function dropLeadingDots(path: string): string {
  return path.replace(/^(?:\.\.(?:\/|$))+/, '');
}
