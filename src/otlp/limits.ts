// A small compressed request can hold millions of tiny messages, each of which takes far more memory once decoded.
// These bounds are beyond what an exporter sends within 64 MiB.

/** Matched events, and matched items without any, of one request; what exceeds them is overlooked. */
export const MAX_MATCHES = 2 ** 16;

/** Attribute values of one request's matched items and their resources; what exceeds them is overlooked. */
export const MAX_VALUES = 2 ** 21;

/** Invalid items of one request; one with more is malformed as a whole. */
export const MAX_REJECTED = 2 ** 16;
