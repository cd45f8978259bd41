import { createAggregator } from '../../src/aggregate/aggregate.ts';
import { createBlamer, type BlamedException } from '../../src/blame/blame-exception.ts';
import { NO_RULES, type Rules } from '../../src/config/rules.ts';
import type { ReportedException } from '../../src/extract/reported-exception.ts';
import { createLocator } from '../../src/locate/locate-exception.ts';
import { createOutcomes } from '../../src/outcome.ts';
import type { Frame, ThrownException } from '../../src/parse/stack.ts';
import { NOW, type WebWorld } from './web-world.ts';
import { SILENT, tellAlways } from '../helpers/mail-terms.ts';

/** One exception to count; what is left out is as in `REPORTED`. */
export type Happening = {
  readonly exceptions: readonly ThrownException[];
  readonly reported?: Partial<ReportedException>;
  readonly rules?: Partial<Rules>;
  readonly mail?: boolean;
  /** When it arrived. */
  readonly atMs?: number;
};

const REPORTED: ReportedException = {
  type: 'Error',
  message: '',
  stacktrace: '',
  service: 'shop',
  serviceVersion: '1.4.0',
  environment: 'production',
  host: 'web-3',
  language: 'nodejs',
  spanName: 'POST /checkout',
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  occurredAtMs: NOW - 3_600_000,
  count: 1,
  request: {},
};

/** Locates, blames and counts an exception as the service does; gives what the blame came to. */
export async function recordError(
  { store, repository, config }: WebWorld,
  { exceptions, reported, rules, mail = false, atMs = NOW }: Happening,
): Promise<BlamedException> {
  const locate = createLocator({
    repository,
    packageDirectories: ['node_modules'],
    branchPattern: null,
    pathPrefix: null,
    timezone: 'UTC',
    pathMappings: {},
    sourceMapper: { mapFrames: async (frames) => frames },
  });
  const blame = createBlamer({
    repository,
    rules: () => ({ ...NO_RULES, ...rules }),
    isBlamable: () => true,
    config,
  });
  const occurredAtMs = atMs - 3_600_000;
  const parsed = {
    reported: { ...REPORTED, occurredAtMs, ...reported },
    exceptions,
    stackKey: 'key',
    stackless: false,
  };
  const located = await locate(parsed);
  if ('unblamed' in located) throw new Error('the shop has no commit');
  const blamed = await blame(located);
  if (!('errorId' in blamed)) throw new Error(`not blamed: ${JSON.stringify(blamed)}`);
  const { count } = createAggregator({
    store,
    outcomes: createOutcomes(),
    setTerms: () => (mail ? tellAlways(['ada@example.com']) : SILENT),
    threshold: 3,
    warnOfBeyond: () => undefined,
    timezone: config.timezone,
    now: () => atMs,
  });
  await count([{ parsed, blamed }], atMs);
  return blamed;
}

/** A frame in the shop as deployed. */
export function at(file: string, line: number, name?: string): Frame {
  return { file: `/srv/shop/${file}`, line, ...(name !== undefined && { function: name }) };
}

/** An error in the cart, called through a framework. */
export const CART_ERROR: readonly ThrownException[] = [
  {
    type: 'TypeError',
    message: 'findPrice(...).amount is undefined',
    relation: 'root',
    frames: [
      at('src/cart.js', 7, 'totalCart'),
      at('node_modules/koa-compose/index.js', 42, 'dispatch'),
      at('node_modules/koa/lib/application.js', 165, 'handleRequest'),
      {
        native: true,
        function: 'process.processTicksAndRejections',
        file: 'node:internal/process/task_queues',
        line: 105,
      },
      at('src/checkout.js', 5, 'checkOut'),
    ],
  },
];

/** A failed checkout and the missing price that caused it. */
export const CHECKOUT_ERROR: readonly ThrownException[] = [
  {
    type: 'Error',
    message: 'checkout failed',
    relation: 'root',
    frames: [at('src/checkout.js', 7, 'checkOut')],
  },
  {
    type: 'RangeError',
    message: 'no price for pear',
    relation: 'cause',
    frames: [
      at('src/prices.js', 6, 'findPrice'),
      at('src/cart.js', 7, 'totalCart'),
      at('src/checkout.js', 5, 'checkOut'),
    ],
  },
];

/** An error in a line older than most. */
export const PRICE_ERROR: readonly ThrownException[] = [
  {
    type: 'ReferenceError',
    message: 'PRICES is gone',
    relation: 'root',
    frames: [at('src/prices.js', 4, 'findPrice')],
  },
];
