/** The request as a whole is not OTLP: nothing of it can be used, and resending the same bytes is pointless (400). */
export class MalformedOtlp extends Error {
  override readonly name = 'MalformedOtlp';
  constructor(what: string, byte: number) {
    super(`The request is not a valid ExportTraceServiceRequest: ${what}, at byte ${byte}.`);
  }
}
