import { StartFailure } from '../start-failure.ts';

/**
 * Where traces go below a base URL, as `OTEL_EXPORTER_OTLP_ENDPOINT` means it: `v1/traces` is put behind the path
 * prefix. Throws a sentence for the user when the endpoint is no usable URL.
 */
export function toTracesUrl(endpoint: string): string {
  const url = parseEndpoint(endpoint);
  url.pathname += url.pathname.endsWith('/') ? 'v1/traces' : '/v1/traces';
  return url.href;
}

/** The endpoint as a URL. The messages show nothing of an endpoint that may hold a password. */
export function parseEndpoint(endpoint: string): URL {
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
