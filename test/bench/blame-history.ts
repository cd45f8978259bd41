import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createRandom, type Random } from '../fuzz/random.ts';
import { cachedDirectory } from '../interop/cached-directory.ts';

export const COMMITS = 15_000;
export const FILES = 300;

/** No file has fewer lines. */
export const LEAST_LINES = 80;

const FIRST_LINES = 120;
const AUTHORS = 40;
const SECONDS_APART = 9_000;
const MERGE_EVERY = 15;
// What else stands at the top of a repository.
const TOP_FILES =
  '.editorconfig .gitattributes .gitignore .nvmrc CHANGELOG CONTRIBUTING Dockerfile LICENSE Makefile README compose.yaml package.json'.split(
    ' ',
  );
// How far behind the tip a side branch begins.
const BEHIND = 3;

/**
 * A bare repository of 15,000 commits on 300 files of 20 services, always the same one, made once and kept in the user's cache: no
 * commit-graph, one pack, every fifteenth commit a merge of a branch of one commit.
 */
export async function makeHistory(): Promise<string> {
  const made = await cachedDirectory('blame-history', [import.meta.filename], async (dir) => {
    const repository = join(dir, 'shop.git');
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', repository]);
    const importing = spawn('git', ['fast-import', '--quiet'], {
      cwd: repository,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    const ended = once(importing, 'close');
    await pipeline(Readable.from(writeHistory()), importing.stdin);
    await ended;
    execFileSync('git', ['repack', '-adfq'], { cwd: repository });
  });
  return join(made, 'shop.git');
}

export function pathOf(file: number): string {
  return `src/department-${file % 20}/module-${file}.js`;
}

type File = string[];

/** The stream of git-fast-import(1). */
function* writeHistory(): Generator<string> {
  const random = createRandom(15_000);
  const files = Array.from({ length: FILES }, (_, file) => writeFirst(file, random));
  const modules = files.map((lines, file) => ({ path: pathOf(file), lines }));
  yield writeCommit(1, [], [...TOP_FILES.map((path) => ({ path, lines: [path] })), ...modules]);
  const touched: number[][] = [];
  for (let mark = 2; mark <= COMMITS; mark++) {
    if (mark % MERGE_EVERY === 0 && mark + 1 < COMMITS) {
      const file = pickUntouched(touched.slice(-BEHIND).flat(), random);
      const change = [{ path: pathOf(file), lines: edit(files[file] ?? [], mark, random) }];
      yield writeCommit(mark, [mark - 1 - BEHIND], change);
      yield writeCommit(mark + 1, [mark - 1, mark], change);
      touched.push([file]);
      mark++;
    } else {
      const changed = [...new Set(Array.from({ length: 1 + random.below(3) }, () => pickFile(random)))];
      yield writeCommit(
        mark,
        [mark - 1],
        changed.map((file) => ({ path: pathOf(file), lines: edit(files[file] ?? [], mark, random) })),
      );
      touched.push(changed);
    }
  }
}

function writeFirst(file: number, random: Random): File {
  return Array.from({ length: FIRST_LINES }, (_, line) => writeLine(file * 1_000 + line, random));
}

/** Some files are changed far more often than others. */
function pickFile(random: Random): number {
  return random.below(random.below(FILES) + 1);
}

function pickUntouched(touched: readonly number[], random: Random): number {
  let file = pickFile(random);
  while (touched.includes(file)) file = (file + 1) % FILES;
  return file;
}

/** Replaces some lines, and puts in or takes out others, in place. */
function edit(lines: File, mark: number, random: Random): File {
  const at = random.below(lines.length);
  const removed = random.below(4);
  const added = lines.length < LEAST_LINES + 4 ? 4 : lines.length > 400 ? 0 : random.below(5);
  const fresh = Array.from({ length: removed + added === 0 ? 1 : added }, (_, i) =>
    writeLine(mark * 10 + i, random),
  );
  lines.splice(at, removed, ...fresh);
  return lines;
}

function writeLine(unique: number, random: Random): string {
  const name = random.pick(['price', 'total', 'rate', 'item', 'stock', 'basket']);
  return `${' '.repeat(2 * random.below(3))}const ${name}${unique} = cart.${name}(${random.below(1000)}, "${unique.toString(36)}");`;
}

type Change = { readonly path: string; readonly lines: readonly string[] };

function writeCommit(mark: number, parents: readonly number[], changes: readonly Change[]): string {
  const [first, ...others] = parents;
  const side = parents.length === 1 && first !== mark - 1 ? 'side' : 'main';
  const author = (mark * 7) % AUTHORS;
  const who = `Author ${author} <author-${author}@shop.test> ${1_400_000_000 + mark * SECONDS_APART} +0000`;
  return [
    `commit refs/heads/${side}\nmark :${mark}\nauthor ${who}\ncommitter ${who}`,
    writeData(`Change ${mark}`),
    ...(first === undefined ? [] : [`from :${first}`]),
    ...others.map((parent) => `merge :${parent}`),
    ...changes.map(({ path, lines }) => `M 100644 inline ${path}\n${writeData(`${lines.join('\n')}\n`)}`),
    '',
  ].join('\n');
}

function writeData(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}
