import { prepareGo } from './runtimes/go.ts';
import { prepareJava } from './runtimes/java.ts';
import { prepareNode } from './runtimes/node.ts';
import type { PrepareProgram } from './runtimes/program.ts';
import { preparePython } from './runtimes/python.ts';
import { prepareBundle, prepareTsc } from './runtimes/typescript.ts';
import type { ProgramSource } from './shop-repository.ts';

/** A program that sends five exceptions when it is broken: three of them different, two told in a span and in a log record. */
export type InteropProgram = ProgramSource & {
  readonly prepare: PrepareProgram;
  /** Whom Flawless must blame, by how the name of the exception's type ends. */
  readonly blamed: readonly BlamedLine[];
  /** How sure Flawless can be of it: `exact` where nothing else is said. */
  readonly confidence?: 'branch';
};

export type BlamedLine = {
  readonly type: string;
  readonly code: string;
  readonly author: string;
};

const JAVASCRIPT = {
  file: 'orders.mjs',
  bobs: 'return order.cart.total;',
  before: 'return order.total;',
  blamed: [
    { type: 'TypeError', code: 'return order.cart.total;', author: 'bob@shop.test' },
    { type: 'SyntaxError', code: 'return JSON.parse(text).order;', author: 'ann@shop.test' },
  ],
};

const TYPESCRIPT = {
  file: 'src/orders.ts',
  bobs: 'return order.cart.total;',
  before: 'return 0;',
  blamed: [
    { type: 'TypeError', code: 'return order.cart.total;', author: 'bob@shop.test' },
    {
      type: 'SyntaxError',
      code: 'const parsed: { readonly order?: unknown } = JSON.parse(text);',
      author: 'ann@shop.test',
    },
  ],
};

export const PROGRAMS = {
  'node-2x': { folder: 'node-2x', prepare: prepareNode('node-2x'), ...JAVASCRIPT },
  'node-3x': { folder: 'node-3x', prepare: prepareNode('node-3x'), ...JAVASCRIPT },
  // Its maps are on the disk of this machine and have no text of their sources: they might be of another program.
  tsc: { folder: 'typescript', prepare: prepareTsc, confidence: 'branch', ...TYPESCRIPT },
  bundle: { folder: 'typescript', prepare: prepareBundle, ...TYPESCRIPT },
  python: {
    folder: 'python',
    prepare: preparePython,
    file: 'orders.py',
    bobs: 'return order["cart"]["total"]',
    before: 'return order["total"]',
    blamed: [
      { type: 'KeyError', code: 'return order["cart"]["total"]', author: 'bob@shop.test' },
      { type: 'JSONDecodeError', code: 'return json.loads(text)["order"]', author: 'ann@shop.test' },
    ],
  },
  go: {
    folder: 'go',
    prepare: prepareGo,
    file: 'orders.go',
    bobs: 'return order.cart.total',
    before: 'return 0',
    blamed: [
      { type: 'runtime.errorString', code: 'return order.cart.total', author: 'bob@shop.test' },
      { type: 'runtime.boundsError', code: 'return strings.Split(text, ":")[1]', author: 'ann@shop.test' },
    ],
  },
  java: {
    folder: 'java',
    prepare: prepareJava,
    file: 'src/main/java/com/shop/Orders.java',
    bobs: 'return Integer.parseInt(order[0]);',
    before: 'return Integer.parseInt(order[1]);',
    blamed: [
      {
        type: 'ArrayIndexOutOfBoundsException',
        code: 'return Integer.parseInt(order[0]);',
        author: 'bob@shop.test',
      },
      { type: 'StringIndexOutOfBoundsException', code: 'return text.charAt(40);', author: 'ann@shop.test' },
    ],
  },
} as const satisfies Record<string, InteropProgram>;
