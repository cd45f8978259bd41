export function priceOf(order) {
  return order.cart.total;
}

export function readOrder(text) {
  return JSON.parse(text).order;
}
