import { join } from 'node:path';
import { createGitRepository, type Commit } from '../helpers/git-repository.ts';

/** An exception as a Node service reports it. */
export type ShopError = { readonly type: string; readonly message: string; readonly stacktrace: string };

/** A repository, the revision that runs, and errors each of which breaks in a line of its own. */
export type ErrorShop = {
  readonly repository: string;
  readonly revision: string;
  readonly errors: readonly ShopError[];
};

const FILES = 20;
const FUNCTIONS_A_FILE = 5;
const LINES_A_FUNCTION = 4;

/** Makes the repository in `dir`: 100 errors spread over 20 files of 5 authors. */
export function makeErrorShop(dir: string): ErrorShop {
  const repository = join(dir, 'shop');
  const revision = createGitRepository(repository, FILE_NUMBERS.map(commitFile)).at(-1) ?? '';
  return { repository, revision, errors: listShopErrors() };
}

/** What breaks in the shop; the texts do not depend on where the repository is. */
export function listShopErrors(): readonly ShopError[] {
  return FILE_NUMBERS.flatMap((file) => FUNCTION_NUMBERS.map((nth) => makeError(file, nth)));
}

const FILE_NUMBERS = Array.from({ length: FILES }, (_, file) => file);
const FUNCTION_NUMBERS = Array.from({ length: FUNCTIONS_A_FILE }, (_, nth) => nth);

function commitFile(file: number): Commit {
  const name = ['Ann', 'Bob', 'Carol', 'Dave', 'Eve'][file % 5] ?? '';
  return {
    author: `${name} <${name.toLowerCase()}@shop.test>`,
    date: new Date(Date.UTC(2025, 0, 1 + file)).toISOString(),
    message: `Add ${pathOf(file)}`,
    files: { [pathOf(file)]: FUNCTION_NUMBERS.map((nth) => writeFunction(file, nth)).join('') },
  };
}

function pathOf(file: number): string {
  return `src/shop/department-${file}.js`;
}

function writeFunction(file: number, nth: number): string {
  return `export function price${file}x${nth}(cart) {\n  const item = cart.items[${nth}];\n  return item.price.amount * ${file + nth};\n}\n`;
}

function makeError(file: number, nth: number): ShopError {
  const type = 'TypeError';
  const message = `Cannot read properties of undefined (reading 'price') of item ${nth}`;
  const line = nth * LINES_A_FUNCTION + 3;
  const place = `price${file}x${nth} (/app/${pathOf(file)}:${line}:15)`;
  return { type, message, stacktrace: `${type}: ${message}\n    at ${place}\n${CALLERS}` };
}

// What stands below the handler in an ordinary Express service.
const CALLERS = [
  'Array.map (<anonymous>)',
  'Layer.handle [as handle_request] (/app/node_modules/express/lib/router/layer.js:95:5)',
  'next (/app/node_modules/express/lib/router/route.js:149:13)',
  'Route.dispatch (/app/node_modules/express/lib/router/route.js:119:3)',
  'Layer.handle [as handle_request] (/app/node_modules/express/lib/router/layer.js:95:5)',
  '/app/node_modules/express/lib/router/index.js:284:15',
  'Function.process_params (/app/node_modules/express/lib/router/index.js:346:12)',
  'process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
]
  .map((caller) => `    at ${caller}`)
  .join('\n');
