import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';

export async function start(flawless) {
  const app = new Hono();
  console.error = () => undefined;
  if (flawless !== undefined)
    app.use(flawless.flawlessHono({ headers: ['Host', 'authorization', 'cookie'] }));
  app.use(async (_context, next) => next());
  app.get('/carts/:id', async () => {
    await Promise.resolve();
    throw new TypeError('no price');
  });
  app.get('/sync', () => {
    throw new RangeError('at once');
  });
  app.get('/refused', () => {
    throw new HTTPException(422, { message: 'not like that' });
  });
  app.get('/broken', () => {
    throw new HTTPException(503, { message: 'no database' });
  });
  app.get('/text', () => {
    throw 'a text';
  });
  app.get('/fine', (context) => context.text('fine'));
  const shop = new Hono();
  shop.onError((error, context) => context.text(`own: ${error.message}`, 500));
  shop.get('/items/:id', async () => {
    throw new Error('in a router');
  });
  app.route('/shop', shop);
  const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, close: () => server.close() };
}
