export type Order = { readonly cart: { readonly total: number } };

export function priceOf(order: Order): number {
  return order.cart.total;
}

export function readOrder(text: string): unknown {
  const parsed: { readonly order?: unknown } = JSON.parse(text);
  return parsed.order;
}
