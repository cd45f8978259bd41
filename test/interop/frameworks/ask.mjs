// node ask.mjs APP MANNER BUILD: starts an app, asks it for everything, and prints what it answered and what was recorded.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { startTracing, takeSpans } from './trace.mjs';

const [app, manner, build] = process.argv.slice(2);
startTracing(manner);
const flawless = build === 'without' ? undefined : await import('@flawless/sdk');
const { start } = await import(`./apps/${app}.mjs`);
const { port, close } = await start(flawless);

const HOSTILE = `/carts/2?__proto__=1&constructor=2&__proto__=3&a=${'%F0'.repeat(3000)}&toString=%&password=hunter2`;
const REQUESTS = {
  thrown: ['/carts/17?token=hunter2&cart=blue&sig=hunter2&next=%2Flogin%3Fpassword%3Dhunter2'],
  sync: ['/sync'],
  refused: ['/refused'],
  broken: ['/broken'],
  text: ['/text'],
  fine: ['/fine'],
  missing: ['/missing'],
  nested: ['/shop/items/4'],
  hostile: [HOSTILE, `__proto__: x\r\nuser-agent: ${'x'.repeat(7000)}\r\ncookie: a=hunter2\r\n`],
};

async function ask([path, headers = '']) {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `GET ${path} HTTP/1.1\r\nhost: shop.test\r\nauthorization: Bearer hunter2\r\nconnection: close\r\n${headers}\r\n`,
  );
  return (await text(socket)).replace(/\r\ndate: [^\r]*/i, '');
}

const asked = {};
for (const [name, request] of Object.entries(REQUESTS)) {
  const answer = await ask(request);
  // The server's span ends behind the answer.
  await new Promise((resolve) => setTimeout(resolve, 20));
  asked[name] = { answer, spans: takeSpans() };
}
await close();
console.log(JSON.stringify(asked));
process.exit(0);
