import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build as runEsbuild } from 'esbuild';
import webpack from 'webpack';
import { parseStack } from '../../../src/parse/parse-stack.ts';
import type { Frame } from '../../../src/parse/stack.ts';

/** A small service in TypeScript: what the compiler takes out moves every line of it. */
const SOURCES = {
  'src/cart.ts': `export type Article = {
  readonly name: string;
  readonly price: number;
};

/** How much a customer may owe. */
export interface Limit {
  readonly most: number;
}

export class Cart {
  readonly articles: Article[] = [];

  total(limit: Limit): number {
    let sum = 0;
    for (const article of this.articles) {
      sum += article.price;
      this.refuseTooMuch(sum, limit);
    }
    return sum;
  }

  refuseTooMuch(sum: number, { most }: Limit): void {
    if (sum > most) throw new RangeError(\`\${sum} is more than \${most}\`);
  }
}
`,
  'src/main.ts': `import { Cart, type Limit } from './cart';

const LIMIT: Limit = {
  most: 100,
};

export function checkOut(prices: readonly number[]): number {
  const cart: Cart = new Cart();
  for (const price of prices) cart.articles.push({ name: 'x', price });
  return cart.total(LIMIT);
}

try {
  console.log(checkOut([1]), checkOut([99, 2]), checkOut([3]));
} catch (error) {
  console.error((error as Error).stack);
}
`,
} as const;

/** What a mapped trace must say, innermost first. */
export const EXPECTED = [
  lineWith('src/cart.ts', 'throw new RangeError'),
  lineWith('src/cart.ts', 'this.refuseTooMuch(sum, limit);'),
  lineWith('src/main.ts', 'return cart.total(LIMIT);'),
  lineWith('src/main.ts', 'checkOut([99, 2])'),
];

function lineWith(file: keyof typeof SOURCES, code: string) {
  const line = SOURCES[file].split('\n').findIndex((text) => text.includes(code)) + 1;
  return { file, line, text: SOURCES[file].split('\n')[line - 1] ?? '' };
}

/** A way of compiling; gives the file to run, relative to the folder. */
type Compile = (dir: string) => string | Promise<string>;

export const BUILDS: Readonly<Record<string, Compile>> = {
  'tsc, CommonJS': (dir) => runTsc(dir, ['--module', 'commonjs', '--sourceMap']),
  'tsc, map in the code': (dir) =>
    runTsc(dir, ['--module', 'commonjs', '--inlineSourceMap', '--inlineSources']),
  'tsc, with a root for its sources': (dir) =>
    runTsc(dir, ['--module', 'commonjs', '--sourceMap', '--sourceRoot', '../src']),
  'esbuild, bundled': (dir) => esbuild(dir, { sourcemap: 'linked' }),
  'esbuild, bundled and minified': (dir) => esbuild(dir, { sourcemap: 'linked', minify: true }),
  'esbuild, map in the code': (dir) => esbuild(dir, { sourcemap: 'inline', minify: true }),
  'esbuild, map that the code does not name': (dir) => esbuild(dir, { sourcemap: 'external' }),
  'esbuild, without sources': (dir) => esbuild(dir, { sourcemap: 'linked', sourcesContent: false }),
  'webpack, minified': (dir) => pack(dir, 'source-map', 'production'),
  'webpack, with debug IDs': (dir) => pack(dir, 'source-map-debugids', 'production'),
  'webpack, map in the code': (dir) => pack(dir, 'inline-source-map', 'development'),
  'webpack, lines only': (dir) => pack(dir, 'cheap-module-source-map', 'development'),
};

/** Writes the sources, compiles them and removes nothing; gives the trace that Node prints of it. */
export async function buildAndThrow(dir: string, compile: Compile) {
  for (const [path, text] of Object.entries(SOURCES)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const main = join(dir, await compile(dir));
  return {
    main,
    frames: (root: string, flags: readonly string[] = []) =>
      parseFrames(runNode([...flags, main]).replaceAll(dir, root)),
  };
}

function parseFrames(text: string): readonly Frame[] {
  const [thrown] = parseStack(text, { language: 'nodejs' }).exceptions;
  return (thrown?.frames ?? []).filter(({ native }) => native !== true).slice(0, EXPECTED.length);
}

function runNode(args: readonly string[]): string {
  const command = [process.execPath, ...args].map((word) => JSON.stringify(word)).join(' ');
  return execFileSync('/bin/sh', ['-c', `${command} 2>&1`], { encoding: 'utf8' });
}

const require = createRequire(import.meta.url);
const TSC = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');

function runTsc(dir: string, options: readonly string[]): string {
  writeFileSync(join(dir, 'package.json'), '{}');
  const files = ['src/main.ts', 'src/cart.ts'];
  const args = ['--outDir', 'dist', '--rootDir', 'src', '--ignoreConfig', '--noCheck', ...options, ...files];
  execFileSync(process.execPath, [TSC, ...args], { cwd: dir });
  return 'dist/main.js';
}

async function esbuild(dir: string, options: object): Promise<string> {
  const entryPoints = [join(dir, 'src/main.ts')];
  await runEsbuild({
    entryPoints,
    outfile: join(dir, 'dist/main.js'),
    bundle: true,
    platform: 'node',
    ...options,
  });
  return 'dist/main.js';
}

// Webpack has no loader for TypeScript of its own.
const LOADER = `const { transformSync } = require(${JSON.stringify(require.resolve('esbuild'))});
module.exports = function (text) {
  const { code, map } = transformSync(text, { loader: 'ts', sourcemap: 'external', sourcefile: this.resourcePath });
  this.callback(null, code, JSON.parse(map));
};`;

async function pack(dir: string, devtool: string, mode: 'production' | 'development'): Promise<string> {
  writeFileSync(join(dir, 'loader.cjs'), LOADER);
  const compiler = webpack({
    context: dir,
    entry: './src/main.ts',
    output: { path: join(dir, 'dist'), filename: 'main.js' },
    resolve: { extensions: ['.ts'] },
    module: { rules: [{ test: /\.ts$/, use: join(dir, 'loader.cjs') }] },
    target: 'node',
    devtool,
    mode,
  });
  await new Promise<void>((resolve, reject) => {
    compiler?.run((error, stats) => {
      if (error !== null || stats?.hasErrors() === true) reject(error ?? new Error(stats?.toString()));
      else resolve();
    });
  });
  return 'dist/main.js';
}
