export type { AnyFunction } from './find-footing.ts';
export { flawlessKoa } from './koa.ts';
export type { KoaContextLike, KoaMiddleware } from './koa.ts';
export { recordError } from './record-error.ts';
export type { RecordErrorOptions } from './record-error.ts';
export { wrapFunction } from './wrap-function.ts';
export type { WrapFunctionOptions } from './wrap-function.ts';
