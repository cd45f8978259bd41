/**
 * Where attributes can be added to a span, an event or a log record of the request that was scanned. Opaque: only a
 * scan makes one, only `addAttributes` looks inside, and it is valid for the very bytes it was made from.
 */
export type Place = ProtobufPlace | JsonPlace;

/** A span, event or log record on the wire, and the field number of its attributes. */
export type ProtobufPlace = Enclosure & {
  readonly kind: 'protobuf';
  readonly attributesField: number;
};

/** A length-prefixed message: its length stands at `lengthAt`, its content in [from, to). The outermost has depth 0. */
export type Enclosure = {
  readonly lengthAt: number;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly parent: Enclosure | undefined;
};

/** New list elements go to `at`, between `open` and `close`, in place of the `remove` bytes that stand there. */
export type JsonPlace = {
  readonly kind: 'json';
  readonly at: number;
  readonly remove: number;
  readonly open: string;
  readonly close: string;
};
