import { createInterface } from 'node:readline';
import { wrapFunction } from '@flawless/sdk';

const CARTS = new Map([
  ['1', { items: [{ name: 'cup', price: { amount: 5 } }] }],
  ['2', { items: [{ name: 'plate' }] }],
]);

// A job that fails is recorded, and the next one is taken.
const work = wrapFunction({ reraise: false })(async function work(job) {
  const cart = CARTS.get(job.cart);
  console.log(`cart ${job.cart}: ${addUp(cart)}`);
});

function addUp(cart) {
  let total = 0;
  for (const item of cart.items) {
    total += item.price.amount;
  }
  return total;
}

// Lines of JSON stand for the queue.
for await (const line of createInterface({ input: process.stdin })) {
  await work(JSON.parse(line));
}
