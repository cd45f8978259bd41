import { join } from 'node:path';
import { createGitRepository } from '../helpers/git-repository.ts';
import { CART, CHECKOUT, INVOICES, ORDER_CONTROLLER, ORDER_SERVICE, RATES, SYNC } from './code.ts';

const CART_PATH = 'web/src/cart.ts';
const JAVA = 'orders/src/main/java/com/acme/shop/orders';

/** A repository of several authors; gives the commit that runs and the later one in which a line was changed. */
export function createHistory(dir: string) {
  const repository = join(dir, 'shop');
  const [, , , , running = ''] = createGitRepository(repository, [
    {
      author: 'Ann Archer <ann@shop.example>',
      date: '2025-11-03T09:12:00Z',
      message: 'Make invoices',
      files: {
        'billing/invoices.py': INVOICES,
        'billing/rates.py': RATES.replace('RATES[country]', 'Decimal(0)'),
      },
    },
    {
      author: 'Beatriz Fernández-Oliveira <beatriz.fernandez-oliveira@shop.example>',
      date: '2026-01-15T15:40:00Z',
      message: 'Take the tax of the country of the customer, as the law has wanted since January',
      files: { 'billing/rates.py': RATES },
    },
    {
      author: 'Chidi Okafor <chidi@shop.example>',
      date: '2026-02-02T11:05:00Z',
      message: 'Reserve before an order is saved',
      files: {
        [`${JAVA}/OrderService.java`]: ORDER_SERVICE,
        [`${JAVA}/OrderController.java`]: ORDER_CONTROLLER,
      },
    },
    {
      author: 'Dana Weiss <dana@shop.example>',
      date: '2026-02-18T08:30:00Z',
      message: 'Price bundles by their parts',
      files: { [CART_PATH]: CART, 'web/src/checkout.ts': CHECKOUT },
    },
    {
      author: 'Emre Yıldız <emre@shop.example>',
      date: '2026-02-20T17:55:00Z',
      message: 'Ask the partner for his stock',
      files: { 'stock/src/sync.rs': SYNC },
      tag: 'v1.14.2',
    },
    {
      author: 'Ann Archer <ann@shop.example>',
      date: '2026-02-27T10:20:00Z',
      message: 'Price items without a product at nothing',
      files: {
        [CART_PATH]: CART.replace(
          'item.product!.price * item.quantity',
          '(item.product?.price ?? 0) * item.quantity',
        ),
      },
    },
  ]);
  return { repository, running };
}
