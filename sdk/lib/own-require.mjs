import { createRequire } from 'node:module';

/** What loads a package as this one sees it. Written by hand in both forms, since neither can say where the other stands. */
export function createOwnRequire() {
  return createRequire(import.meta.url);
}

/** The copy of the API that ES modules see. */
export function importApi() {
  return import('@opentelemetry/api');
}
