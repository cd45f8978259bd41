/** Addresses of the web pages, built from the configured `hostname` only, never from a request. */
export type Links = {
  /** The latest traceback of an error; with `weekMs`, the latest of that week. */
  traceback(errorId: string, weekMs?: number): string;
  /** The weekly report, of one developer's errors. */
  report(developer?: string, weekMs?: number): string;
  /** The form that adds a known error, filled in. */
  addKnownError(line: LinkedLine): string;
  about(): string;
};

export type LinkedLine = {
  readonly path: string;
  readonly function?: string | null;
  readonly code?: string | null;
};

export function createLinks(hostname: string): Links {
  const base = hostname.replace(/\/+$/, '');
  return {
    traceback: (errorId, weekMs) =>
      `${base}/view_traceback${query({ error_id: errorId, timestamp: toSeconds(weekMs) })}`,
    report: (developer, weekMs) =>
      `${base}/get_weekly_error_report${query({ timestamp: toSeconds(weekMs), developer })}${anchor(developer)}`,
    addKnownError: ({ path, function: name, code }) =>
      `${base}/add_known_error${query({ filename: path, function_name: name, code_fragment: code?.trim() })}`,
    about: () => `${base}/about`,
  };
}

function query(values: Readonly<Record<string, string | null | undefined>>): string {
  const given = Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

function anchor(developer: string | undefined): string {
  return developer === undefined ? '' : `#${encodeURIComponent(developer)}`;
}

function toSeconds(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : String(Math.floor(ms / 1000));
}
