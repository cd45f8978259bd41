// A small compressed request can hold millions of tiny messages, each of which takes far more memory once decoded.
// These bounds are beyond what an exporter sends within 64 MiB; what exceeds them is rejected, not read.

/** Matched events, and matched items without any, of one request. */
export const MAX_MATCHES = 2 ** 16;

/** Attribute values of one request's matched items and their resources. */
export const MAX_VALUES = 2 ** 21;
