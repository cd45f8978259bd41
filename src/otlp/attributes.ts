/** Decoded attributes. A map, because keys such as `__proto__` come from outside. Of equal keys the last one counts. */
export type Attributes = ReadonlyMap<string, AttributeValue>;

/** An OTLP AnyValue: int64 is a bigint, double a number, an empty value `null`, and a key-value list a map. */
export type AttributeValue =
  string | number | bigint | boolean | null | Uint8Array | readonly AttributeValue[] | Attributes;
