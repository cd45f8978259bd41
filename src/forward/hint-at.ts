/** What somebody who runs Flawless should look at when the upstream answers every batch with this status. */
export function hintAt(status: number): string {
  if (status >= 300 && status < 400)
    return 'Redirects are not followed: write the address it leads to into upstream_endpoint.';
  return HINTS.get(status) ?? 'Its own log should say why.';
}

const AUTHORIZATION = 'Check the token or key in upstream_headers, and what it is allowed to do.';
const ADDRESS =
  'Check upstream_endpoint: it is a base URL of OTLP/HTTP, to which v1/traces and its like are added.';

const HINTS: ReadonlyMap<number, string> = new Map([
  [401, AUTHORIZATION],
  [403, AUTHORIZATION],
  [404, ADDRESS],
  [405, ADDRESS],
  [407, 'A proxy stands before it: Flawless does not sign in to proxies.'],
  [413, 'A single item is larger than it takes: raise its limit.'],
  [415, 'Set upstream_compression to gzip or none, and check that it takes the encoding the senders use.'],
  [508, 'Batches go round in a circle: upstream_endpoint leads back to this Flawless.'],
]);
