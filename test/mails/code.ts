/** The code that breaks in the mails: four services in one repository. */
export const INVOICES = `from decimal import Decimal

from billing import database, rates


class InvoiceError(Exception):
    """No invoice could be made."""


def create_invoice(customer, items, password=None):
    """Add up what a customer owes and write it down."""
    subtotal = sum(item.price * item.quantity for item in items)
    try:
        tax = subtotal * rates.rate_of(customer.country)
    except KeyError as error:
        raise InvoiceError(f"no tax rate for {customer.country!r}") from error
    return database.save(customer.id, subtotal, tax)
`;

export const RATES = `from decimal import Decimal

RATES = {"DE": Decimal("0.19"), "FR": Decimal("0.20")}


def rate_of(country):
    return RATES[country]
`;

export const ORDER_SERVICE = `package com.acme.shop.orders;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class OrderService {
  private final OrderRepository orders;
  private final Stock stock;

  public OrderService(OrderRepository orders, Stock stock) {
    this.orders = orders;
    this.stock = stock;
  }

  @Transactional
  public Order place(Cart cart) {
    for (Line line : cart.lines()) {
      stock.reserve(line.sku(), line.quantity());
    }
    try {
      return orders.save(Order.from(cart));
    } catch (DataAccessException e) {
      throw new OrderRejectedException("order " + cart.id() + " was not saved", e);
    }
  }
}
`;

export const ORDER_CONTROLLER = `package com.acme.shop.orders;

@RestController
public class OrderController {
  private final OrderService service;

  @PostMapping("/orders")
  public Order create(@RequestBody Cart cart) {
    return service.place(cart);
  }
}
`;

export const CART = `export type Product = { readonly name: string; readonly price: number };

export type CartItem = {
  readonly quantity: number;
  readonly product: Product | null;
  readonly parts?: readonly CartItem[];
};

/** The price of one item, in cents; a bundle costs what its parts cost. */
export function priceItem(item: CartItem): number {
  if (item.parts !== undefined) return sum(item.parts.map(priceItem));
  return item.product!.price * item.quantity;
}

export function priceCart(items: readonly CartItem[]): number {
  return sum(items.map(priceItem));
}

function sum(prices: readonly number[]): number {
  return prices.reduce((a, b) => a + b, 0);
}
`;

export const CHECKOUT = `import { priceCart, type CartItem } from './cart';

export class Checkout {
  readonly items: CartItem[] = [];

  total(): number {
    return priceCart(this.items);
  }
}

export function checkOut(): number {
  const checkout = new Checkout();
  checkout.items.push({ quantity: 2, product: { name: 'pear', price: 90 } });
  checkout.items.push({ quantity: 1, product: null });
  return checkout.total();
}
`;

export const SYNC = `use crate::partner;

pub fn sync_stock(warehouse: &str) -> Result<(), Timeout> {
    let answer = partner::ask(warehouse)?;
    answer.apply()
}
`;
