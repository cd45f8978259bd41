import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a browser sent this request from a page of ours: `Sec-Fetch-Site` says so, or, where browsers leave that
 * out (plain http), `Origin` names the host that was asked or the public one. Requests with neither are refused.
 */
export function isSameOrigin(headers: IncomingHttpHeaders, publicHost: string | null): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const host = URL.parse(headers.origin ?? '')?.host;
  if (host === undefined || host === '') return false;
  return host === headers.host?.toLowerCase() || host === publicHost;
}
