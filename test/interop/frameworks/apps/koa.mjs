import { once } from 'node:events';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export async function start(flawless) {
  const Koa = require('koa');
  const { Router } = require('@koa/router');
  const router = new Router();
  router.get('/carts/:id', async () => {
    await Promise.resolve();
    throw new TypeError('no price');
  });
  router.get('/sync', () => {
    throw new RangeError('at once');
  });
  router.get('/refused', (context) => context.throw(422, 'not like that'));
  router.get('/broken', (context) => context.throw(503, 'no database'));
  router.get('/text', () => {
    throw 'a text';
  });
  router.get('/fine', (context) => void (context.body = 'fine'));
  const items = new Router({ prefix: '/shop' });
  items.get('/items/:id', async () => {
    throw new Error('in a router');
  });
  const app = new Koa();
  app.silent = true;
  if (flawless !== undefined) app.use(flawless.flawlessKoa({ headers: ['Host', 'authorization', 'cookie'] }));
  app.use(async (_context, next) => next());
  app.use(router.routes()).use(items.routes());
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, close: () => server.close() };
}
