import { SIGNAL_PATHS, type Signal } from '../otlp/signal.ts';
import { StartFailure } from '../start-failure.ts';

/**
 * Where each signal goes below a base URL, as `OTEL_EXPORTER_OTLP_ENDPOINT` means it: `v1/traces` and its like are put
 * behind the path prefix. Throws a sentence for the user when the endpoint is no usable URL.
 */
export function toSignalUrls(endpoint: string): Readonly<Record<Signal, URL>> {
  const below = (signal: Signal) => {
    const url = parseEndpoint(endpoint);
    url.pathname = url.pathname.replace(/\/$/, '') + SIGNAL_PATHS[signal];
    return url;
  };
  return {
    traces: below('traces'),
    logs: below('logs'),
    metrics: below('metrics'),
    profiles: below('profiles'),
  };
}

/** The endpoint as a URL. The messages show nothing of an endpoint that may hold a password. */
function parseEndpoint(endpoint: string): URL {
  const url = URL.parse(endpoint);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new StartFailure(
      'upstream_endpoint is not an http:// or https:// URL: write one such as http://collector:4318.',
    );
  if (url.username !== '' || url.password !== '')
    throw new StartFailure(
      'upstream_endpoint holds a user name or password: put an authorization header into upstream_headers instead.',
    );
  return url;
}
