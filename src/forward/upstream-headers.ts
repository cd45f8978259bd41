import { validateHeaderName, validateHeaderValue } from 'node:http';
import { MEDIA_TYPES } from '../otlp/encoding.ts';
import { StartFailure } from '../start-failure.ts';
import type { OutgoingBatch } from './outgoing.ts';

/** The headers of a request as name, value, name, value, …: none of them comes from a client. */
export type ToHeaders = (outgoing: OutgoingBatch) => readonly string[];

/** Throws a sentence for the user when a configured header cannot be sent. */
export function createToHeaders(needs: {
  readonly url: URL;
  readonly configured: Readonly<Record<string, string>>;
  readonly version: string;
  readonly instanceId: string;
}): ToHeaders {
  const { url, configured, version, instanceId } = needs;
  const fixed = new Map([
    ['host', url.host],
    ['user-agent', `flawless/${version}`],
  ]);
  for (const [name, value] of Object.entries(configured)) {
    requireSendable(name, value);
    if (!OURS.has(name.toLowerCase())) fixed.set(name.toLowerCase(), value);
  }
  const before = [...fixed].flat();
  return ({ encoding, contentEncoding, hops }) => [
    ...before,
    'content-type',
    MEDIA_TYPES[encoding],
    ...(contentEncoding === 'identity' ? [] : ['content-encoding', contentEncoding]),
    'via',
    [...hops, instanceId].map((id) => `1.1 flawless-${id}`).join(', '),
  ];
}

// What they say is decided by the body, the connection and the way the batch came.
const OURS = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);

function requireSendable(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    // The value may be a secret, so only the name is shown.
    throw new StartFailure(
      `upstream_headers: ${name} is not a valid HTTP header: mend its name or its value.`,
    );
  }
}
