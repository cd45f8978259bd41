import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export async function start(flawless) {
  const app = require('fastify')();
  if (flawless !== undefined) {
    await app.register(flawless.flawlessFastify, { headers: ['Host', 'authorization', 'cookie'] });
  }
  app.get('/carts/:id', async () => {
    await Promise.resolve();
    throw new TypeError('no price');
  });
  app.get('/sync', () => {
    throw new RangeError('at once');
  });
  app.get('/refused', async () => {
    throw Object.assign(new Error('not like that'), { statusCode: 422 });
  });
  app.get('/broken', (_request, reply) => {
    setImmediate(() => reply.send(Object.assign(new Error('no database'), { statusCode: 503 })));
  });
  app.get('/text', async () => {
    throw 'a text';
  });
  app.get('/fine', async () => 'fine');
  await app.register(
    async (shop) => {
      shop.setErrorHandler((error, _request, reply) => reply.code(500).send({ own: error.message }));
      shop.addHook('preHandler', async () => {
        throw new Error('in a router');
      });
      shop.get('/items/:id', async () => 'never');
    },
    { prefix: '/shop' },
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { port: app.server.address().port, close: () => app.close() };
}
