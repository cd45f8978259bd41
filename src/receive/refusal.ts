/** A request that gets no 200. 429 and 503 ask for the same again; the data of all others is thrown away by clients. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: RefusalStatus;
  /** google.rpc.Code */
  readonly code: number;
  /** The field of the request that is not valid, if it is one. */
  readonly field: string | undefined;

  constructor(status: RefusalStatus, message: string, field?: string) {
    super(message);
    this.field = field;
    this.status = status;
    this.code = CODES[status];
  }
}

export type RefusalStatus = keyof typeof CODES;

// https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
const CODES = {
  400: 3,
  401: 16,
  404: 12,
  405: 12,
  408: 4,
  413: 8,
  415: 3,
  429: 8,
  431: 3,
  503: 14,
  508: 9,
} as const;
