import { python } from '../print-trace.ts';
import type { Story } from '../story.ts';
import { exact } from '../truth.ts';

const DECORATED = [
  '@app.route("/cart")',
  '@cached(',
  '    seconds=60,',
  '    by=lambda request: request.user.id,',
  ')',
  'def cart(request):',
  '    return render(',
  '        "cart.html",',
  '        total=sum(request.prices),',
  '    )',
];

export const STATEMENTS: readonly Story[] = [
  {
    about: 'statements of several lines',
    history: [
      { name: 'write', by: 'ann', files: { 'cart.py': DECORATED } },
      {
        name: 'cache',
        by: 'bob',
        files: { 'cart.py': DECORATED.with(3, '    by=lambda request: request.owner.id,') },
      },
      {
        name: 'sum',
        by: 'cara',
        files: {
          'cart.py': DECORATED.with(3, '    by=lambda request: request.owner.id,').with(
            8,
            '        total=sum(request.cart.prices),',
          ),
        },
      },
    ],
    cases: [
      {
        title: 'a decorator that breaks is of the one who put it there',
        runs: 'sum',
        trace: python(
          '/app/cart.py:1 <module>: @app.route("/cart")',
          '/app/lib/site-packages/app.py:7 route: raise RouteError(path)',
        ),
        truth: exact('cart.py:1', 'write', 'ann'),
      },
      {
        title: 'a lambda in a decorator is of the one who changed it',
        runs: 'sum',
        trace: python('/app/cart.py:4 <lambda>: by=lambda request: request.owner.id,'),
        truth: exact('cart.py:4', 'cache', 'bob'),
      },
      {
        title: 'today’s Python names the line of a statement that broke',
        runs: 'sum',
        trace: python('/app/cart.py:9 cart: total=sum(request.cart.prices),'),
        truth: exact('cart.py:9', 'sum', 'cara'),
      },
      {
        title: 'where a runtime names the first line of a statement, its author is asked',
        runs: 'sum',
        trace: python('/app/cart.py:7 cart: return render('),
        truth: exact('cart.py:7', 'write', 'ann'),
      },
    ],
  },
];
