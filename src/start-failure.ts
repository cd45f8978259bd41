/** Why the service cannot start: one sentence that says what is wrong and what to do, shown without a stack trace. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}
