import { installProcessHandlers } from '@flawless/sdk';

// What nobody catches is recorded and sent before the process ends, as Node would have ended it.
installProcessHandlers();

const CARTS = new Map([
  ['1', { items: [{ name: 'cup', price: { amount: 5 } }] }],
  ['2', { items: [{ name: 'plate' }] }],
]);

const [id = '1'] = process.argv.slice(2);
if (!CARTS.has(id)) {
  console.error(`There is no cart ${id}; try 1 or 2.`);
  process.exitCode = 2;
} else {
  console.log(addUp(CARTS.get(id)));
}

function addUp(cart) {
  let total = 0;
  for (const item of cart.items) {
    total += item.price.amount;
  }
  return total;
}
