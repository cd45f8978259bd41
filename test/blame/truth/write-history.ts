import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../../helpers/git-repository.ts';
import type { Content, Step, Story } from './story.ts';

/** Makes the repository of a story; gives the full hash of each step. Format: git-fast-import(1). */
export function writeHistory(dir: string, { history, deleted = [] }: Story): ReadonlyMap<string, string> {
  mkdirSync(dir, { recursive: true });
  git(dir, ['init', '--quiet', '--initial-branch=main']);
  const hashes = new Map<string, string>();
  const tips = new Map<string, string>();
  let stream = '';
  for (const [i, step] of history.entries()) {
    const needsHashes = Object.values(step.files ?? {}).some((content) => typeof content === 'function');
    if (needsHashes) stream = importStream(dir, stream, history, hashes);
    stream += printStep(step, i, { tips, hashes, history });
    tips.set(step.on ?? 'main', step.name);
  }
  importStream(dir, stream, history, hashes);
  for (const branch of deleted) git(dir, ['branch', '-D', branch]);
  return hashes;
}

type Context = {
  readonly tips: ReadonlyMap<string, string>;
  readonly hashes: ReadonlyMap<string, string>;
  readonly history: readonly Step[];
};

const FIRST_DAY_S = Date.UTC(2025, 0, 1, 12) / 1000;

function printStep(step: Step, i: number, { tips, hashes, history }: Context): string {
  const { name, by, committer = by, message = name, on = 'main', files = {} } = step;
  const time = `${FIRST_DAY_S + i * 86_400} +0000`;
  const mark = (other: string) => `:${history.findIndex((one) => one.name === other) + 1}`;
  const parent = step.from ?? tips.get(on);
  return [
    `commit refs/heads/${on}\nmark ${mark(name)}`,
    `author ${toPerson(by)} ${time}\ncommitter ${toPerson(committer)} ${time}`,
    printData(message),
    ...(parent === undefined ? [] : [`from ${mark(parent)}`]),
    ...(step.merge ?? []).map((other) => `merge ${mark(other)}`),
    ...Object.entries(files).map(([path, content]) => printChange(path, content, hashes)),
    ...(step.tags ?? []).map((tag) => `reset refs/tags/${tag}\nfrom ${mark(name)}`),
    '',
  ].join('\n');
}

/** `ann` is Ann <ann@shop.test>. */
function toPerson(by: string): string {
  if (by.includes('<')) return by;
  return `${by.charAt(0).toUpperCase()}${by.slice(1)} <${by}@shop.test>`;
}

function printChange(path: string, content: Content, hashes: ReadonlyMap<string, string>): string {
  if (content === null) return `D ${path}`;
  if (typeof content === 'function')
    return printFile(
      path,
      content((step) => hashes.get(step) ?? ''),
    );
  if (typeof content === 'string') return printFile(path, content);
  if ('link' in content) return `M 120000 inline ${path}\n${printData(content.link)}`;
  if ('submodule' in content) return `M 160000 ${content.submodule} ${path}`;
  return printFile(path, `${content.join('\n')}\n`);
}

function printFile(path: string, text: string): string {
  return `M 100644 inline ${path}\n${printData(text)}`;
}

function printData(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

/** Fills in the hashes of what was imported; gives the empty stream to go on with. */
function importStream(
  dir: string,
  stream: string,
  history: readonly Step[],
  hashes: Map<string, string>,
): string {
  const marks = join(dir, '.git', 'story-marks');
  const args = ['fast-import', '--quiet', `--import-marks-if-exists=${marks}`, `--export-marks=${marks}`];
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  execFileSync('git', args, { cwd: dir, input: stream, env });
  for (const row of readFileSync(marks, 'utf8').trim().split('\n')) {
    const [mark = '', hash = ''] = row.split(' ');
    const step = history[Number(mark.slice(1)) - 1];
    if (step !== undefined) hashes.set(step.name, hash);
  }
  return '';
}
