/** A request that gets no 200. `retryable` ones carry `Retry-After`; clients throw the data of all others away. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** google.rpc.Code */
  readonly code: number;

  constructor(status: keyof typeof CODES, message: string) {
    super(message);
    this.status = status;
    this.code = CODES[status];
  }
}

// https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
const CODES = { 400: 3, 401: 16, 404: 12, 405: 12, 413: 8, 415: 3, 503: 14 } as const;
