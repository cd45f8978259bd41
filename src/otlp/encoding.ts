/** How OTLP messages are written in a body, told by its content type. */
export type Encoding = 'protobuf' | 'json';

/** The content types of OTLP/HTTP. */
export const MEDIA_TYPES = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;

/** How a body is compressed, told by its content encoding. */
export type ContentEncoding = 'identity' | 'gzip' | 'zstd';
