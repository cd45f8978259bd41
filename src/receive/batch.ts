/** What one accepted OTLP request carried. `bytes` is the body after decompression and is never changed in place. */
export type Batch = {
  readonly signal: 'traces';
  readonly encoding: 'protobuf' | 'json';
  readonly bytes: Uint8Array;
  /** The body as it came over the wire, so that an unchanged batch can travel on still compressed. */
  readonly received: { readonly bytes: Uint8Array; readonly contentEncoding: 'identity' | 'gzip' };
  readonly receivedAtMs: number;
};
