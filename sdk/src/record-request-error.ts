import { describeRequest } from './describe-request.ts';
import type { RequestFacts } from './describe-request.ts';
import { findServerRoute, findServerSpan } from './find-server-span.ts';
import { readSafely } from './read-safely.ts';
import { recogniseInstrumentations } from './recognise-instrumentations.ts';
import { recordWith } from './record-error.ts';

/** How the errors of requests are recorded. */
export interface RequestOptions {
  /** The headers to send with an error; if absent those that say what was asked for and by which program. */
  readonly headers?: readonly string[];
  /** Records the errors that are meant for the client too. False if absent. */
  readonly clientErrors?: boolean;
}

/** To be called before a request is answered, so that what instrumentations record on the way is known. Never throws. */
export function watchRequest(): void {
  try {
    const span = findServerSpan();
    if (span !== undefined) recogniseInstrumentations(span);
  } catch {
    // Telling of an error must never be what fails a request.
  }
}

/** Records what a request failed with on the server's span, unless it is meant for the client. Never throws. */
export function recordRequestError(
  error: unknown,
  options: RequestOptions | undefined,
  readRequest: () => RequestFacts | undefined,
): void {
  try {
    if (options?.clientErrors !== true && isMeantForClient(error)) return;
    const readHints = () => ({ additionalInfo: describeFailure(error, options, readRequest) });
    recordWith({ name: 'error', severity: 'ERROR' }, error, readHints, findServerSpan());
  } catch {
    // As above.
  }
}

/** A request that cannot be read costs its description, never the error. */
function describeFailure(
  error: unknown,
  options: RequestOptions | undefined,
  readRequest: () => RequestFacts | undefined,
): Record<string, unknown> {
  try {
    const facts = readRequest();
    if (facts === undefined) return {};
    const route = facts.route ?? findServerRoute();
    return { ...describeRequest({ ...facts, route }, options?.headers), status: readStatus(error) };
  } catch {
    return {};
  }
}

/**
 * An answer of 4xx that the frameworks give, and not one that another server gave to this one: clients of HTTP put their
 * request on the errors they throw.
 */
function isMeantForClient(error: unknown): boolean {
  const status = readStatus(error);
  if (status === undefined || !(status >= 400 && status < 500)) return false;
  return readSafely(error, 'expose') !== false && readSafely(error, 'request') === undefined;
}

function readStatus(error: unknown): number | undefined {
  const status = readSafely(error, 'status') ?? readSafely(error, 'statusCode');
  return typeof status === 'number' ? status : undefined;
}
