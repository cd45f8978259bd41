import { java, print, python } from '../print-trace.ts';
import type { Story } from '../story.ts';
import { exact } from '../truth.ts';

const PYTHON = {
  'shop/tax.py': ['def tax(order):', '    return order.rate.value'],
  'shop/cart.py': [
    'def total(cart):',
    '    try:',
    '        return tax(cart)',
    '    except AttributeError as error:',
    '        raise ValueError(cart.id) from error',
  ],
  'shop/main.py': ['def main(request):', '    return total(request.cart)'],
};
const JAVA = {
  'src/main/java/com/shop/Cart.java': [
    'package com.shop;',
    'class Cart {',
    '  int total() { return items.size(); }',
    '}',
  ],
  'src/main/java/com/shop/Till.java': [
    'package com.shop;',
    'class Till {',
    '  void close() { drawer.shut(1); }',
    '  void pay() { cart.total(); }',
    '}',
  ],
};

export const CAUSES: readonly Story[] = [
  {
    about: 'chains of causes',
    history: [
      { name: 'tax', by: 'ann', files: { 'shop/tax.py': PYTHON['shop/tax.py'] } },
      { name: 'cart', by: 'bob', files: PYTHON },
      {
        name: 'java',
        by: 'cara',
        files: { 'src/main/java/com/shop/Cart.java': JAVA['src/main/java/com/shop/Cart.java'] },
      },
      { name: 'till', by: 'dan', files: JAVA },
    ],
    cases: [
      {
        title: 'what was raised first is at fault, not what was made of it',
        runs: 'till',
        trace: print('python', [
          python(
            '/app/shop/cart.py:3 total: return tax(cart)',
            '/app/shop/tax.py:2 tax: return order.rate.value',
          ).text,
          '',
          'The above exception was the direct cause of the following exception:',
          '',
          python(
            '/app/shop/main.py:2 main: return total(request.cart)',
            '/app/shop/cart.py:5 total: raise ValueError(cart.id) from error',
          ).text,
        ]),
        truth: exact('shop/tax.py:2', 'tax', 'ann'),
      },
      {
        title: 'a cause in a library alone leads to the line of ours that called it',
        runs: 'till',
        trace: print('java', [
          'java.lang.RuntimeException: no total',
          '\tat com.shop.Cart.total(Cart.java:3)',
          '\tat com.shop.Till.pay(Till.java:4)',
          'Caused by: java.io.IOException: closed',
          '\tat org.postgresql.core.Stream.read(Stream.java:10)',
          '\t... 2 more',
        ]),
        truth: exact('src/main/java/com/shop/Cart.java:3', 'java', 'cara'),
      },
      {
        title: 'what failed while closing up is not the cause',
        runs: 'till',
        trace: print('java', [
          'java.lang.RuntimeException: no total',
          '\tat com.shop.Cart.total(Cart.java:3)',
          '\tat com.shop.Till.pay(Till.java:4)',
          '\tSuppressed: java.io.IOException: stuck',
          '\t\tat com.shop.Till.close(Till.java:3)',
        ]),
        truth: exact('src/main/java/com/shop/Cart.java:3', 'java', 'cara'),
      },
      {
        title: 'a class is found in the folder of its package',
        runs: 'till',
        trace: java('java.util.Objects.requireNonNull(Objects.java:209)', 'com.shop.Till.pay(Till.java:4)'),
        truth: exact('src/main/java/com/shop/Till.java:4', 'till', 'dan'),
      },
      {
        title: 'of a group the first error is at fault',
        runs: 'till',
        trace: print('python', [
          '  + Exception Group Traceback (most recent call last):',
          '  |   File "/app/shop/cart.py", line 3, in total',
          '  |     return tax(cart)',
          '  | ExceptionGroup: two (2 sub-exceptions)',
          '  +-+---------------- 1 ----------------',
          '    | Traceback (most recent call last):',
          '    |   File "/app/shop/tax.py", line 2, in tax',
          '    |     return order.rate.value',
          "    | AttributeError: 'rate'",
          '    +---------------- 2 ----------------',
          '    | Traceback (most recent call last):',
          '    |   File "/usr/lib/python3.12/json/decoder.py", line 5, in decode',
          '    | ValueError: no',
          '    +------------------------------------',
        ]),
        truth: exact('shop/tax.py:2', 'tax', 'ann'),
      },
    ],
  },
];
