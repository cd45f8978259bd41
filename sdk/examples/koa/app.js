import { flawlessKoa } from '@flawless/sdk';
import { Router } from '@koa/router';
import Koa from 'koa';

const CARTS = new Map([
  ['1', { items: [{ name: 'cup', price: { amount: 5 } }] }],
  ['2', { items: [{ name: 'plate' }] }],
]);

const router = new Router();
router.get('/carts/:id', async (context) => {
  const cart = CARTS.get(context.params.id);
  if (cart === undefined) context.throw(404, 'there is no such cart');
  context.body = { total: addUp(cart) };
});

function addUp(cart) {
  let total = 0;
  for (const item of cart.items) {
    total += item.price.amount;
  }
  return total;
}

const app = new Koa();
app.use(flawlessKoa());
app.use(router.routes());

const server = app.listen(process.env.PORT ?? 3000, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/carts/2`);
});
