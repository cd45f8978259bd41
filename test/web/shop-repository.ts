import type { Commit } from '../helpers/git-repository.ts';

const CART = `import { findPrice } from './prices.js';

/** What the cart costs. */
export function totalCart(cart) {
  let total = 0;
  for (const item of cart.items) {
    total += findPrice(item.sku).amount;
  }
  return total;
}
`;

const PRICES = `const PRICES = new Map([['apple', { amount: 3 }]]);

export function findPrice(sku) {
  const price = PRICES.get(sku);
  if (price === undefined) {
    throw new RangeError('no price for ' + sku);
  }
  return price;
}
`;

const CHECKOUT = `import { totalCart } from './cart.js';

export async function checkOut(request) {
  try {
    return { total: totalCart(request.cart) };
  } catch (cause) {
    throw new Error('checkout failed', { cause });
  }
}
`;

/** A small shop: three files by three people; the last one left before the shop grew. */
export const SHOP_COMMITS: readonly Commit[] = [
  {
    author: 'Grace Hopper <grace@example.com>',
    date: '2025-03-04T09:00:00Z',
    message: 'Prices',
    files: { 'src/prices.js': PRICES },
  },
  {
    author: 'Ada Lovelace <ada@example.com>',
    date: '2026-05-06T10:00:00Z',
    message: 'Add up the cart',
    files: { 'src/cart.js': CART },
  },
  {
    author: 'Linus <linus@example.com>',
    date: '2026-07-08T11:00:00Z',
    message: 'Check out <b>safely</b>',
    files: { 'src/checkout.js': CHECKOUT },
    tag: 'v1.4.0',
  },
];
