import { once } from 'node:events';
import { createServer } from 'node:http';

// What ends a process elsewhere is answered here, so that the next request can be made.
const answers = [];
process.on('uncaughtException', (error) => answers.shift()?.(error));

const HANDLERS = {
  '/sync': () => {
    throw new RangeError('at once');
  },
  '/refused': async () => {
    throw Object.assign(new Error('not like that'), { status: 422 });
  },
  '/broken': async () => {
    throw Object.assign(new Error('no database'), { status: 503 });
  },
  '/text': () => {
    throw 'a text';
  },
  '/fine': (_request, response) => response.end('fine'),
  '/missing': (_request, response) => response.writeHead(404).end(),
  '/shop/items/4': async () => {
    throw new Error('in a router');
  },
};
async function failToFindPrice() {
  await Promise.resolve();
  throw new TypeError('no price');
}

function handle(request, response) {
  answers.push((error) => response.writeHead(500).end(String(error)));
  const handler = HANDLERS[request.url] ?? failToFindPrice;
  const result = handler(request, response);
  if (response.writableEnded) answers.pop();
  return result;
}

export async function start(flawless) {
  const options = { headers: ['Host', 'authorization', 'cookie'] };
  const server = createServer(flawless?.flawlessHttp(handle, options) ?? handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, close: () => server.close() };
}
