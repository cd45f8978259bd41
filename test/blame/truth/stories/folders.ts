import { go, print, ruby, v8 } from '../print-trace.ts';
import type { Story } from '../story.ts';
import { branch, exact } from '../truth.ts';

const PRICE = ['export function price(item) {', '  return item.price.amount;', '}'];
const CHANGED = PRICE.with(1, '  return item.price.value;');

export const FOLDERS: readonly Story[] = [
  {
    about: 'a monorepo',
    history: [
      {
        name: 'cart',
        by: 'ann',
        files: { 'services/cart/src/index.js': PRICE, 'services/cart/src/main.js': ['price(read());'] },
      },
      { name: 'order', by: 'bob', files: { 'services/order/src/index.js': PRICE } },
      {
        name: 'go',
        by: 'cara',
        files: {
          'go.mod': 'module shop\n',
          'cart/total.go': ['package cart', 'func Total(c *Cart) int {', '\treturn c.Sum.Value', '}'],
        },
      },
      {
        name: 'ruby',
        by: 'dan',
        files: { 'lib/cart.rb': ['class Cart', '  def total', '    @items.sum(&:price)', '  end', 'end'] },
      },
      {
        name: 'others',
        by: 'eve',
        files: {
          'src/Cart.php': [
            '<?php',
            'namespace Shop;',
            'class Cart {',
            '  public function total() {',
            '    return $this->items->sum(1);',
            '  }',
            '}',
          ],
          'Shop/Cart.cs': ['namespace Shop;', 'class Cart {', '  int Total() => items.Single().Price;', '}'],
        },
      },
    ],
    cases: [
      {
        title: 'of two files with one name the one in the folder of the trace is meant',
        runs: 'ruby',
        trace: v8('price (/app/services/order/src/index.js:2:15)'),
        truth: exact('services/order/src/index.js:2', 'order', 'bob'),
      },
      {
        title: 'of two files with one name the one of the service is meant',
        runs: { service: 'order', revision: 'main' },
        trace: v8('price (/app/src/index.js:2:15)'),
        truth: branch('services/order/src/index.js:2', 'order', 'bob'),
      },
      {
        title: 'of two files with one name the one beside the other lines of the trace is meant',
        runs: 'ruby',
        trace: v8('price (/app/src/index.js:2:15)', 'Object.<anonymous> (/app/src/main.js:1:1)'),
        truth: exact('services/cart/src/index.js:2', 'cart', 'ann'),
      },
      {
        title: 'a package of Go is found by its import path',
        runs: 'ruby',
        trace: go('shop/cart.Total /app/cart/total.go:3', 'main.main /app/main.go:9'),
        truth: exact('cart/total.go:3', 'go', 'cara'),
      },
      {
        title: 'a class of PHP is found by its namespace and path',
        runs: 'others',
        trace: print('php', [
          'RuntimeException: it broke in /var/www/html/src/Cart.php:5',
          'Stack trace:',
          '#0 /var/www/html/public/index.php(9): Shop\\Cart->total()',
          '#1 {main}',
        ]),
        truth: exact('src/Cart.php:5', 'others', 'eve'),
      },
      {
        title: 'a file of C# is found from where it was compiled',
        runs: 'others',
        trace: print('dotnet', [
          'System.InvalidOperationException: it broke',
          '   at Shop.Cart.Total() in D:\\build\\Shop\\Cart.cs:line 3',
          '   at Program.<Main>$(String[] args) in D:\\build\\Program.cs:line 1',
        ]),
        truth: exact('Shop/Cart.cs:3', 'others', 'eve'),
      },
      {
        title: 'a gem’s caller is at fault',
        runs: 'ruby',
        trace: ruby(
          "/usr/lib/ruby/gems/3.3.0/gems/rack-3.0.8/lib/rack.rb:9:in 'call'",
          "/app/lib/cart.rb:3:in 'Cart#total'",
        ),
        truth: exact('lib/cart.rb:3', 'ruby', 'dan'),
      },
    ],
  },
  {
    about: 'a folder of a repository',
    seen: { subdirectory: 'services/cart' },
    history: [
      { name: 'cart', by: 'ann', files: { 'services/cart/src/index.js': PRICE } },
      { name: 'change', by: 'bob', files: { 'services/cart/src/index.js': CHANGED } },
    ],
    cases: [
      {
        title: 'a folder given as the repository is a folder of it',
        runs: 'change',
        trace: v8('price (/app/services/cart/src/index.js:2:21)'),
        truth: exact('services/cart/src/index.js:2', 'change', 'bob'),
      },
    ],
  },
];
