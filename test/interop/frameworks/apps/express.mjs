import { once } from 'node:events';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export async function start(flawless) {
  const express = require('express');
  const { version } = require('express/package.json');
  const app = express();
  app.set('env', 'test');
  // Express 4 leaves a rejection alone.
  const later = (handler) => {
    if (!version.startsWith('4.')) return handler;
    return (request, response, next) => {
      handler(request, response).then(undefined, next);
    };
  };
  app.use((_request, _response, next) => next());
  app.get(
    '/carts/:id',
    later(async () => {
      await Promise.resolve();
      throw new TypeError('no price');
    }),
  );
  app.get('/sync', () => {
    throw new RangeError('at once');
  });
  app.get('/refused', () => {
    throw Object.assign(new Error('not like that'), { status: 422, expose: true });
  });
  app.get('/broken', (_request, _response, next) => {
    setImmediate(() => next(Object.assign(new Error('no database'), { statusCode: 503 })));
  });
  app.get('/text', () => {
    throw 'a text';
  });
  app.get('/fine', (_request, response) => void response.send('fine'));
  const items = express.Router();
  items.get(
    '/items/:id',
    later(async () => {
      throw new Error('in a router');
    }),
  );
  app.use('/shop', items);
  if (flawless !== undefined)
    app.use(flawless.flawlessExpress({ headers: ['Host', 'authorization', 'cookie'] }));
  app.use((error, _request, response, _next) => {
    response.status(error.status ?? error.statusCode ?? 500).send(`own: ${error.message ?? error}`);
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, close: () => server.close() };
}
