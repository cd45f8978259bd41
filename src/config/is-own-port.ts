/** Whether an endpoint is plainly the port at `own` itself, which would send every batch round for ever. */
export function isOwnPort(endpoint: string, own: { readonly host: string; readonly port: number }): boolean {
  const url = new URL(endpoint);
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  if (port !== own.port) return false;
  const there = normalizeHost(url.hostname);
  const here = normalizeHost(own.host);
  return there === here || (isThisMachine(there) && isThisMachine(here));
}

// As URLs write them: `127.1` is 127.0.0.1 and `::0:1` is ::1; a final dot makes no difference.
function normalizeHost(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const url = URL.parse(`http://${bare.includes(':') ? `[${bare}]` : bare}`);
  return (url?.hostname ?? bare).replace(/^\[|\]$/g, '').toLowerCase();
}

const LOOPBACK = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4})$/;
const WILDCARD = new Set(['0.0.0.0', '::', '::ffff:0:0']);

function isThisMachine(host: string): boolean {
  return LOOPBACK.test(host) || host.endsWith('.localhost') || WILDCARD.has(host);
}
