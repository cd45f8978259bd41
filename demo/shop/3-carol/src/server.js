require('./tracing.js');
const Koa = require('koa');
const { redeem, totalOf } = require('./cart.js');
const { printInvoice } = require('./invoice.js');
const { readSettings } = require('./settings.js');

const routes = {
  '/': () => 'the shop is open',
  '/cart': () => `${totalOf({ items: [{ name: 'tea', quantity: 2 }] })}`,
  '/coupon': () => `${redeem({ value: 0 }, { items: [] })}`,
  '/invoice': () => printInvoice({ number: 17 }),
  '/settings': () => readSettings(),
};

const app = new Koa();
app.silent = true;
app.use(async function answer(ctx) {
  const route = routes[ctx.path];
  if (route) ctx.body = route();
});

const server = app.listen(0, '127.0.0.1', () => {
  console.log(`listening on ${server.address().port}`);
});
