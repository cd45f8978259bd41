import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createGitRepository, git } from '../helpers/git-repository.ts';

/** A repository whose older release is checked out to run; the newer one has rewritten the lines that break. */
export type Shop = {
  readonly repository: string;
  readonly running: string;
  readonly revision: string;
  /** Really breaks, in a line of Bob's. */
  readonly breakCart: () => Error;
  /** A Python traceback whose root cause is in a line of Ann's. */
  readonly taxTraceback: string;
};

const CART = `export function total(cart) {
  const prices = cart.items.map((item) => item.price.amount);
  return prices.reduce((sum, price) => sum + price, 0);
}
`;
const CART_OF_BOB = CART.replace('item.price.amount', 'item.price.amount * item.count');
const RATES = `RATES = {"DE": 0.19}


def rate_of(country):
    return RATES[country]
`;
const TAX = `from rates import rate_of


def tax(country, amount):
    try:
        return amount * rate_of(country)
    except KeyError as error:
        raise ValueError(f"no tax for {country}") from error


tax("FR", 10)
`;

export async function makeShop(dir: string): Promise<Shop> {
  const repository = join(dir, 'shop');
  const running = join(dir, 'production', 'shop');
  const ann = { author: 'Ann <ann@shop.test>', date: '2025-01-01T10:00:00Z' };
  const [, , revision = ''] = createGitRepository(repository, [
    { ...ann, message: 'Begin', files: { 'src/cart.mjs': CART, 'tax/rates.py': RATES } },
    {
      author: 'Bob <bob@shop.test>',
      date: '2025-02-01T10:00:00Z',
      message: 'Count',
      files: { 'src/cart.mjs': CART_OF_BOB },
    },
    {
      author: 'Carol <carol@shop.test>',
      date: '2025-03-01T10:00:00Z',
      message: 'Tax',
      files: { 'tax/tax.py': TAX },
      tag: 'v1.0.0',
    },
    {
      author: 'Dave <dave@shop.test>',
      date: '2025-04-01T10:00:00Z',
      message: 'Rewrite',
      files: { 'src/cart.mjs': `// mine\n${CART.replaceAll('item', 'row')}`, 'tax/tax.py': `# mine\n${TAX}` },
    },
  ]);
  git(repository, ['worktree', 'add', '--quiet', '--detach', running, 'v1.0.0']);
  const cart = (await import(pathToFileURL(join(running, 'src/cart.mjs')).href)) as {
    total(cart: object): number;
  };
  return {
    repository,
    running,
    revision,
    breakCart: () => breakCart(cart),
    taxTraceback: printTaxTraceback(running),
  };
}

function breakCart(cart: { total(cart: object): number }): Error {
  try {
    cart.total({ items: [{ count: 2 }] });
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('the cart did not break');
}

/** What CPython prints; the tests must run where there is no Python. */
function printTaxTraceback(running: string): string {
  return `Traceback (most recent call last):
  File "${running}/tax/tax.py", line 6, in tax
    return amount * rate_of(country)
                    ^^^^^^^^^^^^^^^^
  File "${running}/tax/rates.py", line 5, in rate_of
    return RATES[country]
           ~~~~~^^^^^^^^^
KeyError: 'FR'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "${running}/tax/tax.py", line 11, in <module>
    tax("FR", 10)
  File "${running}/tax/tax.py", line 8, in tax
    raise ValueError(f"no tax for {country}") from error
ValueError: no tax for FR
`;
}
