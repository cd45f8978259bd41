import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { CART, CHECKOUT } from './code.ts';

/** What a service reports of one exception, by the names of its attributes. */
export type Report = {
  readonly resource: Readonly<Record<string, string>>;
  readonly span: string;
  readonly request: Readonly<Record<string, string>>;
  readonly exception: Readonly<Record<string, string>>;
};

const PYTHON_STACK = `Traceback (most recent call last):
  File "/srv/billing/invoices.py", line 14, in create_invoice
    tax = subtotal * rates.rate_of(customer.country)
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/srv/billing/rates.py", line 7, in rate_of
    return RATES[country]
           ~~~~~^^^^^^^^^
KeyError: 'CH'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/usr/local/lib/python3.13/site-packages/flask/app.py", line 1511, in wsgi_app
    response = self.full_dispatch_request()
  File "/usr/local/lib/python3.13/site-packages/flask/app.py", line 919, in full_dispatch_request
    rv = self.handle_user_exception(e)
  File "/usr/local/lib/python3.13/site-packages/flask/app.py", line 902, in dispatch_request
    return self.ensure_sync(self.view_functions[rule.endpoint])(**view_args)
  File "/srv/billing/invoices.py", line 16, in create_invoice
    raise InvoiceError(f"no tax rate for {customer.country!r}") from error
billing.invoices.InvoiceError: no tax rate for 'CH'
`;

const PYTHON_LOCALS = [
  { function: 'rate_of', file: '/srv/billing/rates.py', line: 7, locals: { country: "'CH'" } },
  {
    function: 'create_invoice',
    file: '/srv/billing/invoices.py',
    line: 14,
    locals: {
      customer: "Customer(id=4711, name='Rösti & Söhne <GmbH>', country='CH', vat_id='CHE-116.281.710 MWST')",
      items: `[${Array.from({ length: 4 }, (_, i) => `Item(sku='PEAR-${i}', price=Decimal('0.90'), quantity=${i + 1})`).join(', ')}]`,
      password: '[scrubbed]',
      subtotal: "Decimal('9.00')",
    },
  },
];

/** A Python service, with local variables and a request. */
export function reportPython(revision: string): Report {
  return {
    resource: {
      'service.name': 'billing',
      'service.version': '2026.8.1',
      'vcs.ref.head.revision': revision,
      'deployment.environment.name': 'production',
      'host.name': 'billing-7f9c5d-x2x9k',
      'telemetry.sdk.language': 'python',
    },
    span: 'POST /invoices',
    request: {
      'http.request.method': 'POST',
      'url.full':
        'https://billing.shop.example/invoices?dry_run=false&locale=de-CH&utm_source=newsletter-2026-02&session=REDACTED',
      'http.response.status_code': '500',
      'user_agent.original':
        'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
      'client.address': '203.0.113.9',
    },
    exception: {
      'exception.type': 'billing.invoices.InvoiceError',
      'exception.message': "no tax rate for 'CH'",
      'exception.stacktrace': PYTHON_STACK,
      'flawless.frame_locals': JSON.stringify(PYTHON_LOCALS),
      'flawless.additional_info': JSON.stringify({ tenant: 'acme', flags: { new_rates: true } }),
    },
  };
}

const SPRING_TAIL = [
  'org.springframework.aop.support.AopUtils.invokeJoinpointUsingReflection(AopUtils.java:359)',
  'org.springframework.transaction.interceptor.TransactionInterceptor.invoke(TransactionInterceptor.java:119)',
  'org.springframework.aop.framework.ReflectiveMethodInvocation.proceed(ReflectiveMethodInvocation.java:184)',
  'org.springframework.aop.framework.CglibAopProxy$DynamicAdvisedInterceptor.intercept(CglibAopProxy.java:727)',
];
const TOMCAT_TAIL = [
  'java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103)',
  'java.base/java.lang.reflect.Method.invoke(Method.java:580)',
  ...Array.from(
    { length: 38 },
    (_, i) =>
      `org.apache.catalina.core.ApplicationFilterChain.internalDoFilter(ApplicationFilterChain.java:${140 + i})`,
  ),
  'java.base/java.lang.Thread.run(Thread.java:1583)',
];

const at = (frames: readonly string[]) => frames.map((frame) => `\tat ${frame}`).join('\n');

const JAVA_STACK = `com.acme.shop.orders.OrderRejectedException: order 9f31c was not saved
${at([
  'com.acme.shop.orders.OrderService.place(OrderService.java:24)',
  ...SPRING_TAIL,
  'com.acme.shop.orders.OrderController.create(OrderController.java:9)',
  ...TOMCAT_TAIL,
])}
Caused by: org.springframework.dao.DataIntegrityViolationException: could not execute statement [ERROR: duplicate key value violates unique constraint "orders_pkey"\\n  Detail: Key (id)=(9f31c) already exists.] [insert into orders (customer_id,placed_at,total,id) values (?,?,?,?)]
${at([
  'org.springframework.orm.jpa.vendor.HibernateJpaDialect.convertHibernateAccessException(HibernateJpaDialect.java:294)',
  'org.springframework.dao.support.PersistenceExceptionTranslationInterceptor.invoke(PersistenceExceptionTranslationInterceptor.java:138)',
  'com.acme.shop.orders.OrderService.place(OrderService.java:22)',
])}
\t... 47 more
Caused by: org.postgresql.util.PSQLException: ERROR: duplicate key value violates unique constraint "orders_pkey"
${at([
  'org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2734)',
  'org.postgresql.jdbc.PgPreparedStatement.executeUpdate(PgPreparedStatement.java:164)',
  'com.zaxxer.hikari.pool.ProxyPreparedStatement.executeUpdate(ProxyPreparedStatement.java:61)',
])}
\t... 71 more
`;

/** A Java service, with causes and a long tail of libraries. */
export function reportJava(revision: string): Report {
  return {
    resource: {
      'service.name': 'orders',
      'service.version': '3.2.0-rc.1',
      'vcs.ref.head.revision': revision,
      'deployment.environment.name': 'production',
      'host.name': 'orders-1.eu-central-1.compute.internal',
      'telemetry.sdk.language': 'java',
    },
    span: 'POST /orders',
    request: { 'http.request.method': 'POST', 'http.route': '/orders', 'http.response.status_code': '409' },
    exception: {
      'exception.type': 'com.acme.shop.orders.OrderRejectedException',
      'exception.message': 'order 9f31c was not saved',
      'exception.stacktrace': JAVA_STACK,
    },
  };
}

/** A service in TypeScript as its bundler left it, really built and really broken. */
export async function reportMinified(dir: string, revision: string): Promise<Report> {
  const app = join(dir, 'production');
  for (const [path, text] of [
    ['src/cart.ts', CART],
    ['src/checkout.ts', CHECKOUT],
  ] as const) {
    mkdirSync(dirname(join(app, 'web', path)), { recursive: true });
    writeFileSync(join(app, 'web', path), text);
  }
  const outfile = join(app, 'web/dist/checkout.min.js');
  const entryPoints = [join(app, 'web/src/checkout.ts')];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    minify: true,
    sourcemap: 'linked',
    platform: 'node',
    format: 'cjs',
  });
  const stack = await breakCheckout(outfile);
  return {
    resource: {
      'service.name': 'web',
      'service.version': '1.14.2',
      'vcs.ref.head.revision': revision,
      'deployment.environment.name': 'production',
      'telemetry.sdk.language': 'nodejs',
    },
    span: 'POST /checkout',
    request: { 'http.request.method': 'POST', 'url.path': '/checkout', 'http.response.status_code': '500' },
    exception: {
      'exception.type': 'TypeError',
      'exception.message': stack.slice(stack.indexOf(': ') + 2, stack.indexOf('\n')),
      'exception.stacktrace': stack,
    },
  };
}

async function breakCheckout(outfile: string): Promise<string> {
  const { default: built } = (await import(pathToFileURL(outfile).href)) as {
    default: { checkOut(): number };
  };
  try {
    built.checkOut();
  } catch (error) {
    if (error instanceof Error) return error.stack ?? '';
  }
  throw new Error('the checkout did not break');
}

/** A Rust service without a stack trace and without a revision. */
export function reportStackless(): Report {
  return {
    resource: { 'service.name': 'stock', 'telemetry.sdk.language': 'rust' },
    span: 'sync stock',
    request: {},
    exception: {
      'exception.type': 'partner::Timeout',
      'exception.message': 'the partner did not answer within 30 s',
      'code.file.path': 'stock/src/sync.rs',
      'code.line.number': '4',
      'code.function.name': 'stock::sync_stock',
    },
  };
}
