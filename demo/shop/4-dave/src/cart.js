const { requirePositive } = require('./checks.js');

// Prices are looked up at the till.
const DEFAULT_PRICE = { amount: 0 };

function priceOf(item) {
  return item.price ?? DEFAULT_PRICE;
}

function totalOf(cart) {
  return cart.items.reduce((total, item) => total + priceOf(item).amount * item.quantity, 0);
}

function redeem(coupon, cart) {
  requirePositive(coupon.value, 'coupon');
  return totalOf(cart) - coupon.value;
}

module.exports = { redeem, totalOf };
