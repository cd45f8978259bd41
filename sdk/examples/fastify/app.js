import { flawlessFastify } from '@flawless/sdk';
import fastify from 'fastify';

const CARTS = new Map([
  ['1', { items: [{ name: 'cup', price: { amount: 5 } }] }],
  ['2', { items: [{ name: 'plate' }] }],
]);

const app = fastify();
// Before the routes.
await app.register(flawlessFastify);

app.get('/carts/:id', async (request) => {
  const cart = CARTS.get(request.params.id);
  if (cart === undefined) throw Object.assign(new Error('there is no such cart'), { statusCode: 404 });
  return { total: addUp(cart) };
});

function addUp(cart) {
  let total = 0;
  for (const item of cart.items) {
    total += item.price.amount;
  }
  return total;
}

await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' });
console.log(`http://127.0.0.1:${app.server.address().port}/carts/2`);
