const { requirePositive } = require('./checks.js');

function totalOf(cart) {
  let total = 0;
  for (const item of cart.items) {
    total += item.price.amount * item.quantity;
  }
  return total;
}

function redeem(coupon, cart) {
  requirePositive(coupon.value, 'coupon');
  return totalOf(cart) - coupon.value;
}

module.exports = { redeem, totalOf };
