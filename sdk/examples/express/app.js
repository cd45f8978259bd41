import { flawlessExpress } from '@flawless/sdk';
import express from 'express';

const CARTS = new Map([
  ['1', { items: [{ name: 'cup', price: { amount: 5 } }] }],
  ['2', { items: [{ name: 'plate' }] }],
]);

const app = express();
app.get('/carts/:id', async (request, response) => {
  const cart = CARTS.get(request.params.id);
  if (cart === undefined) throw Object.assign(new Error('there is no such cart'), { status: 404 });
  response.json({ total: addUp(cart) });
});

function addUp(cart) {
  let total = 0;
  for (const item of cart.items) {
    total += item.price.amount;
  }
  return total;
}

// Behind the routes, and before other error middleware.
app.use(flawlessExpress());

const server = app.listen(process.env.PORT ?? 3000, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/carts/2`);
});
