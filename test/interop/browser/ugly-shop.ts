import { createGitRepository, type Commit } from '../../helpers/git-repository.ts';

const CART = `import { findPrice } from './prices.js';

/** What the cart costs. */
export function totalCart(cart) {
  let total = 0;
  for (const item of cart.items) {
    total += findPrice(item.sku).amount * (item.count ?? 1); // <b>never</b> "negative" & never null
  }
  return total;
}
`;

const CHECKOUT = `import { totalCart } from './cart.js';

export async function checkOut(request) {
  try {
    return { total: totalCart(request.cart) };
  } catch (cause) {
    throw new Error('checkout failed', { cause });
  }
}
`;

const RECURSION = `export function walk(node, depth) {
  return node.children.map((child) => walk(child, depth + 1));
}
`;

const PYTHON = `RATES = {"DE": 0.19}


def rate_of(country):
    return RATES[country]
`;

const HEBREW = `export function ברכה(שם) {
  return שם.toUpperCase(); // שלום עולם
}
`;

const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const LONG_LINE = `export const ${'veryLongName'.repeat(9)} = (input) => input.${'someProperty.'.repeat(14)}end;\n`;
const LONG_FOLDER = 'com.example.enterprise.billing.reconciliation.legacy.adapters';

/** Where the longest names stand. */
export const LONG_PATH = `packages/${LONG_FOLDER}/src/${LONG_WORD}ServiceFactoryBeanProvider.impl.js`;

/** Each line of it breaks, so that there are more errors than a page shows. */
export const MANY_PATH = 'src/many/handlers.js';
const MANY = Array.from(
  { length: 30 },
  (_, i) => `export const handler${i} = (event) => event.body.field${i};\n`,
);

const COMMITS: readonly Commit[] = [
  {
    author: 'Grace Hopper <grace@example.com>',
    date: '2024-03-04T09:00:00Z',
    message: 'Rates and trees',
    files: { 'tax/rates.py': PYTHON, 'src/tree.js': RECURSION, 'src/checkout.js': CHECKOUT },
  },
  {
    author: 'Ada Lovelace <ada@example.com>',
    date: '2026-05-06T10:00:00Z',
    message: 'Add up the <em>cart</em> & count',
    files: { 'src/cart.js': CART },
  },
  {
    author: 'משה כהן <moshe@example.com>',
    date: '2026-06-01T10:00:00Z',
    message: 'שלום',
    files: { 'src/ברכות/שלום.js': HEBREW },
  },
  {
    author:
      'Maximiliane-Alexandrina von Hohenstaufen-Württemberg <maximiliane.alexandrina.von.hohenstaufen-wuerttemberg@engineering.example.com>',
    date: '2026-07-01T10:00:00Z',
    message: `Bring the ${LONG_WORD} back, as was asked for in the meeting about the meeting`,
    files: { [LONG_PATH]: LONG_LINE },
  },
  {
    author: 'Bob <bob@example.com>',
    date: '2026-08-01T10:00:00Z',
    message: 'Handlers',
    files: { [MANY_PATH]: MANY.join('') },
    tag: 'v2.0.0',
  },
];

/** Makes a repository with names of every length and direction; gives the revision that runs. */
export function makeUglyShop(dir: string): string {
  return createGitRepository(dir, COMMITS).at(-1) ?? '';
}

/** What a service sends about an exception, and of which service. */
export type Sent = {
  readonly service: string;
  readonly language: string;
  /** Whether it says what it runs. */
  readonly hasRevision: boolean;
  readonly times: number;
  readonly attributes: Readonly<Record<string, string>>;
};

const NODE = { service: 'shop', language: 'nodejs', hasRevision: true, times: 1 };

const CART_STACK = `Error: checkout failed
    at checkOut (/srv/app/src/checkout.js:7:11)
    at Layer.handle [as handle_request] (/srv/app/node_modules/express/lib/router/layer.js:95:5)
    at next (/srv/app/node_modules/express/lib/router/route.js:149:13)
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5) {
  [cause]: TypeError: Cannot read properties of undefined (reading 'amount')
      at totalCart (/srv/app/src/cart.js:7:33)
      at checkOut (/srv/app/src/checkout.js:5:21)
      at Layer.handle [as handle_request] (/srv/app/node_modules/express/lib/router/layer.js:95:5)
}`;

const CART_LOCALS = JSON.stringify([
  {
    function: 'totalCart',
    line: 7,
    locals: {
      cart: '{ items: [Array(3)] }',
      total: '12',
      item: `{ sku: '<b>pear</b>', note: '${'x'.repeat(80)}' }`,
    },
  },
]);

const CART_INFO = JSON.stringify({
  customer: 4711,
  tenant: 'école <i>',
  basket: ['apple', 'pear'],
  note: LONG_WORD.repeat(3),
});

const RECURSION_STACK = `RangeError: Maximum call stack size exceeded\n${'    at walk (/srv/app/src/tree.js:2:39)\n'.repeat(90)}`;

const PYTHON_STACK = `Traceback (most recent call last):
  File "/srv/tax/tax/rates.py", line 5, in rate_of
    return RATES[country]
           ~~~~~^^^^^^^^^
KeyError: 'FR'
`;

/** The error that the journeys follow. */
export const CART_ERROR: Sent = {
  ...NODE,
  times: 37,
  attributes: {
    'exception.type': 'Error',
    'exception.message': 'checkout failed',
    'exception.stacktrace': CART_STACK,
    'flawless.frame_locals': CART_LOCALS,
    'flawless.additional_info': CART_INFO,
  },
};

const LONG_TYPE = `${LONG_FOLDER}.${LONG_WORD}NichtGefundenException`;
const LONG_MESSAGE = `${LONG_WORD} ${'/very/long/path'.repeat(40)} ${'0123456789abcdef'.repeat(60)}`;
const HEBREW_MESSAGE =
  'שם הוא undefined ולכן אי אפשר (reading "toUpperCase") \u202e<script>alert(1)</script>';

const UGLY: readonly Sent[] = [
  {
    ...NODE,
    times: 12_345,
    attributes: {
      'exception.type': LONG_TYPE,
      'exception.message': LONG_MESSAGE,
      'exception.stacktrace': `${LONG_TYPE}: ${LONG_MESSAGE}\n    at Object.${'veryLongName'.repeat(9)} (/srv/app/${LONG_PATH}:1:200)`,
    },
  },
  {
    ...NODE,
    times: 4,
    attributes: {
      'exception.type': 'TypeError',
      'exception.message': HEBREW_MESSAGE,
      'exception.stacktrace': `TypeError: ${HEBREW_MESSAGE}\n    at ברכה (/srv/app/src/ברכות/שלום.js:2:13)`,
    },
  },
  {
    ...NODE,
    times: 3,
    attributes: {
      'exception.type': 'RangeError',
      'exception.message': 'Maximum call stack size exceeded',
      'exception.stacktrace': RECURSION_STACK,
    },
  },
  {
    service: 'tax-service-of-the-european-department',
    language: 'python',
    hasRevision: false,
    times: 5,
    attributes: {
      'exception.type': 'KeyError',
      'exception.message': "'FR'",
      'exception.stacktrace': PYTHON_STACK,
    },
  },
  {
    service: 'ledger',
    language: 'go',
    hasRevision: true,
    times: 2,
    attributes: { 'exception.type': '*errors.errorString', 'exception.message': 'ledger is closed' },
  },
];

const FEW: readonly Sent[] = MANY.map((_, i) => ({
  ...NODE,
  service: 'events',
  attributes: {
    'exception.type': 'TypeError',
    'exception.message': `Cannot read properties of undefined (reading 'field${i}')`,
    'exception.stacktrace': `TypeError: Cannot read properties of undefined (reading 'field${i}')\n    at handler${i} (/srv/app/${MANY_PATH}:${i + 1}:50)`,
  },
}));

/** Everything that goes wrong in it. */
export const UGLY_ERRORS: readonly Sent[] = [CART_ERROR, ...UGLY, ...FEW];
