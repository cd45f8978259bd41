import { createLinks, type Links } from '../links.ts';

/** Addresses inside the pages: without a host, so that they lead wherever the browser already is. */
export type PageLinks = Links & {
  /** A page by its path, with the parameters that have a value. */
  to(path: string, parameters?: Readonly<Record<string, string | undefined>>): string;
};

/** `hostname` is the public base URL; only its path matters here. */
export function createPageLinks(hostname: string): PageLinks {
  const prefix = (URL.parse(hostname)?.pathname ?? '').replace(/^\/+/, '/').replace(/\/+$/, '');
  return { ...createLinks(prefix), to: (path, parameters = {}) => `${prefix}${path}${query(parameters)}` };
}

function query(parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
