import { StartFailure } from '../start-failure.ts';
import { parseEndpoint } from './traces-url.ts';

/** Throws when the upstream is this receiver itself, which would send every batch round in a circle. */
export function assertNotSelf(
  upstreamEndpoint: string | null,
  own: { readonly listenHost: string; readonly port: number },
): void {
  if (upstreamEndpoint === null) return;
  const upstream = parseEndpoint(upstreamEndpoint);
  const port = Number(upstream.port || (upstream.protocol === 'https:' ? 443 : 80));
  if (port !== own.port || !isSameHost(upstream.hostname, own.listenHost)) return;
  throw new StartFailure(
    `upstream_endpoint ${upstream.origin} is where Flawless itself listens, so batches would go round in a circle: ` +
      'point it at the next OTLP endpoint, or change listen_host or port.',
  );
}

function isSameHost(upstream: string, listenHost: string): boolean {
  const own = URL.parse(`http://${listenHost.includes(':') ? `[${listenHost}]` : listenHost}`)?.hostname;
  if (own === undefined) return false;
  return upstream === own || (isThisMachine(upstream) && isThisMachine(own));
}

// As the URL parser writes them: IPv4 in four decimal parts, IPv6 shortened and in brackets.
const THIS_MACHINE = new Set(['localhost', 'localhost.', '0.0.0.0', '[::]', '[::1]', '[::ffff:0:0]']);
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]+\])$/;

function isThisMachine(hostname: string): boolean {
  return THIS_MACHINE.has(hostname) || LOOPBACK.test(hostname);
}
