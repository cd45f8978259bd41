import type { Enclosure } from './place.ts';

/**
 * An invalid span or log record of the request that was scanned, which can be cut out. Opaque, like a `Place`: only a
 * scan makes one, only `addAttributes` looks inside, and it is valid for the very bytes it was made from.
 */
export type Hole = ProtobufHole | JsonHole;

/** The field [from, to), its tag included, of the message `parent`. */
export type ProtobufHole = {
  readonly kind: 'protobuf';
  readonly from: number;
  readonly to: number;
  readonly parent: Enclosure;
};

/** The element of a list in [from, to), together with one comma unless no element is left. */
export type JsonHole = { readonly kind: 'json'; readonly from: number; readonly to: number };
