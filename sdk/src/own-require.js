import { createRequire } from 'node:module';

/**
 * What loads a package as this one sees it. CommonJS has its own form of this file, in `cjs`: neither can say of the other where
 * it stands.
 */
export function createOwnRequire() {
  return createRequire(import.meta.url);
}

/** The copy of the API that ES modules see. */
export function importApi() {
  return import('@opentelemetry/api');
}

/** That copy at once, where it is not loaded yet; here it is loaded with this file. */
export function requireApi() {
  return undefined;
}
