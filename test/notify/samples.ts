import type { Occurrence } from '../../src/aggregate/occurrence.ts';
import type { LineFate } from '../../src/git/follow-line.ts';
import { createLinks } from '../../src/links.ts';
import type { MailSources } from '../../src/notify/gather-content.ts';
import type { ErrorLetter, ErrorWeek } from '../../src/store/store.ts';

export const WEEK = Date.parse('2026-03-01T00:00:00Z');
export const NOW = WEEK + 60 * 60_000;

const COMMIT = 'c0ffee5e1f2a3b4c5d6e7f8091a2b3c4d5e6f708';

type Frame = Occurrence['exceptions'][number]['frames'][number];

export function ours(path: string, line: number, name: string, code: string): Frame {
  return {
    file: `/app/${path}`,
    line,
    function: name,
    place: { where: 'ours', agreement: 'whole', path, code },
  };
}

export function library(path: string, line: number, name: string): Frame {
  const file = `/app/node_modules/${path}`;
  return { file, line, function: name, place: { where: 'library', path } };
}

export function runtime(name: string): Frame {
  return { file: 'node:internal/timers', line: 1, function: name, native: true, place: { where: 'runtime' } };
}

/** An occurrence of a JavaScript service; everything the SDK can send is there. */
export function makeOccurrence(changes: Partial<Occurrence> = {}): Occurrence {
  return {
    reported: {
      type: 'TypeError',
      message: "Cannot read properties of undefined (reading 'price')",
      stacktrace: "TypeError: Cannot read properties of undefined (reading 'price')\n    at …",
      service: 'shop',
      serviceVersion: 'v1.14.2',
      revision: COMMIT,
      environment: 'production',
      host: 'web-1',
      language: 'nodejs',
      spanName: 'POST /cart/items',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      occurredAtMs: NOW,
      count: 1,
      request: {
        'http.request.method': 'POST',
        'url.path': '/cart/items',
        'http.response.status_code': '500',
        'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      },
      frameLocals: JSON.stringify({ addItem: { quantity: 2, product: null, coupon: 'SPRING' } }),
      additionalInfo: JSON.stringify({ cart: { id: 4711, items: [1, 2, 3] }, tenant: 'acme' }),
    },
    stackKey: 'a stack',
    stackless: false,
    repository: 'shop',
    revision: {
      commit: COMMIT,
      known: true,
      because: `the service says that it runs commit ${COMMIT.slice(0, 10)} (vcs.ref.head.revision)`,
    },
    exceptions: [
      {
        type: 'CheckoutError',
        message: 'the cart could not be priced',
        relation: 'root',
        frames: [
          ours('src/checkout/checkout.ts', 88, 'checkout', "throw new CheckoutError('…', { cause: error });"),
          library('koa/lib/application.js', 168, 'handleRequest'),
          runtime('processTicksAndRejections'),
        ],
      },
      {
        type: 'TypeError',
        message: "Cannot read properties of undefined (reading 'price')",
        relation: 'cause',
        frames: [
          ours('src/cart/price-items.ts', 42, 'priceItem', 'return item.product.price * item.quantity;'),
          runtime('Array.map'),
          ours('src/cart/price-items.ts', 31, 'priceItems', 'return items.map((item) => priceItem(item));'),
          ours('src/checkout/checkout.ts', 80, 'checkout', 'const total = priceItems(cart.items);'),
          library('koa-compose/index.js', 42, 'dispatch'),
          library('@koa/router/lib/router.js', 391, 'undefined'),
          library('koa-compose/index.js', 42, 'dispatch'),
        ],
      },
    ],
    errorId: '0123456789abcdef',
    thrown: { type: 'TypeError', message: "Cannot read properties of undefined (reading 'price')" },
    blamed: {
      path: 'src/cart/price-items.ts',
      function: 'priceItem',
      line: 42,
      code: '  return item.product.price * item.quantity;',
    },
    known: null,
    author: {
      commit: '9fceb02d0ae598e95dc970b74767f19372d61af8',
      authorName: 'Alice Example',
      authorEmail: 'alice@example.com',
      authoredAtMs: Date.parse('2026-02-24T09:30:00Z'),
      summary: 'Price bundles by their products',
      path: 'src/cart/price-items.ts',
      line: 42,
      text: '  return item.product.price * item.quantity;',
    },
    owner: { email: 'alice@example.com', because: 'alice@example.com last changed the line' },
    confidence: {
      level: 'exact',
      because: `the service says that it runs commit ${COMMIT.slice(0, 10)} (vcs.ref.head.revision)`,
    },
    ...changes,
  };
}

/** What Bob did to the line. */
export const CHANGED = {
  kind: 'changed' as const,
  by: {
    commit: '1a2b3c4d5e6f708192a3b4c5d6e7f80912345678',
    authorName: 'Bob Example',
    authorEmail: 'bob@example.com',
    authoredAtMs: Date.parse('2026-02-28T12:00:00Z'),
    summary: 'Price items without a product',
  },
} satisfies LineFate;

export const PYTHON: Partial<Occurrence> = {
  reported: {
    ...makeOccurrence().reported,
    type: 'sqlalchemy.exc.OperationalError',
    message: '(psycopg.OperationalError) connection is bad: no route to host\n\n[SQL: SELECT 1]',
    service: 'billing',
    host: undefined,
    serviceVersion: undefined,
    language: 'python',
    frameLocals: undefined,
    additionalInfo: undefined,
    request: {},
  },
  exceptions: [
    {
      type: 'InvoiceError',
      message: 'no invoice for customer 17',
      relation: 'root',
      frames: [ours('billing/invoices.py', 61, 'create_invoice', 'raise InvoiceError(customer)')],
    },
    {
      type: 'sqlalchemy.exc.OperationalError',
      message: '(psycopg.OperationalError) connection is bad: no route to host',
      relation: 'context',
      frames: [
        library('sqlalchemy/engine/default.py', 941, 'do_execute'),
        library('sqlalchemy/engine/base.py', 1967, '_exec_single_context'),
        ours('billing/invoices.py', 54, 'create_invoice', 'row = session.execute(query).one()'),
        ours('billing/worker.py', 12, 'main', 'create_invoice(customer)'),
      ],
    },
  ],
  thrown: {
    type: 'sqlalchemy.exc.OperationalError',
    message: '(psycopg.OperationalError) connection is bad: no route to host\n\n[SQL: SELECT 1]',
  },
  blamed: {
    path: 'billing/invoices.py',
    function: 'create_invoice',
    line: 54,
    code: '        row = session.execute(query).one()',
  },
  owner: {
    email: 'lead@example.com',
    because: 'the author is a bot or cannot receive mail, so the default contact is told',
  },
  confidence: {
    level: 'branch',
    because:
      'the service does not say what it runs (vcs.ref.head.revision); the lines are those of HEAD, now at commit c0ffee5e1f',
  },
};

export function makeLetter(changes: Partial<ErrorLetter> = {}): ErrorLetter {
  return {
    kind: 'error',
    begun: false,
    id: 17,
    errorId: '0123456789abcdef',
    weekMs: WEEK,
    createdAtMs: NOW,
    recipients: ['alice@example.com'],
    header: null,
    attempts: 0,
    insteadOf: null,
    hasRedirected: false,
    ...changes,
  };
}

export function makeError(occurrence: Occurrence, changes: Partial<ErrorWeek> = {}): ErrorWeek {
  return {
    errorId: occurrence.errorId,
    weekMs: WEEK,
    count: 12,
    days: [12, 0, 0, 0, 0, 0, 0],
    type: occurrence.thrown.type,
    firstSeenMs: WEEK + 5 * 60_000,
    lastSeenMs: NOW,
    mailedAtMs: NOW,
    path: occurrence.blamed.path,
    function: occurrence.blamed.function ?? null,
    line: occurrence.blamed.line,
    code: occurrence.blamed.code ?? null,
    developer: occurrence.author?.authorEmail ?? null,
    codeChangedAtMs: occurrence.author?.authoredAtMs ?? null,
    known: false,
    occurrence: '',
    ...changes,
  };
}

export const CONFIG = {
  email_domain_name: 'example.com',
  hostname: 'https://flawless.example.com',
  timezone: 'UTC',
  trace_url_template: 'https://traces.example.com/trace/{trace_id}',
};

export function makeSources(
  changes: Partial<MailSources> & { readonly says?: Partial<Occurrence> } = {},
): MailSources {
  const { says, ...given } = changes;
  const occurrence = makeOccurrence(says);
  return {
    letter: makeLetter(),
    error: makeError(occurrence),
    occurrence,
    excerpt: null,
    since: null,
    links: createLinks(CONFIG.hostname),
    config: CONFIG,
    ...given,
  };
}
