import { readNodeRequest } from './read-node-request.ts';
import { recordRequestError, watchRequest } from './record-request-error.ts';
import type { RequestOptions } from './record-request-error.ts';

/** What is used of a Fastify instance. */
export interface FastifyLike {
  addHook(
    name: 'onError',
    hook: (request: object, reply: object, error: Error, done: () => void) => void,
  ): unknown;
  addHook(name: 'onRequest', hook: (request: object, reply: object, done: () => void) => void): unknown;
}

export type FastifyPlugin = (instance: FastifyLike, options: RequestOptions, done: () => void) => void;

/**
 * Fastify plugin, to be registered first: records what hooks and handlers throw on the server's span, with the request,
 * before any error handler answers. An answer meant for the client (status 400 to 499) is not recorded.
 */
export const flawlessFastify: FastifyPlugin = /* @__PURE__ */ shareHooks((instance, options, done) => {
  instance.addHook('onRequest', (_request, _reply, proceed) => {
    watchRequest();
    proceed();
  });
  instance.addHook('onError', (request, _reply, error, proceed) => {
    recordRequestError(error, options, () => readNodeRequest(request));
    proceed();
  });
  done();
});

/** Fastify keeps hooks to the plugin that added them, unless the plugin says otherwise. */
function shareHooks(plugin: FastifyPlugin): FastifyPlugin {
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: '@flawless/sdk',
  });
}
