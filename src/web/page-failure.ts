/** A request that cannot be answered as asked; `message` is a sentence for the page. */
export class PageFailure extends Error {
  override readonly name = 'PageFailure';
  readonly status: number;
  constructor(status: 400 | 401 | 403 | 404 | 413 | 415 | 421 | 503 | 507, message: string) {
    super(message);
    this.status = status;
  }
}
