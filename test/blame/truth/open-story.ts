import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JudgedTrace } from '../../../src/cli/judge-trace.ts';
import type { KnownOfTrace } from '../../../src/cli/read-blame-arguments.ts';
import { git } from '../../helpers/git-repository.ts';
import { openJudge } from './open-judge.ts';
import type { Case, Story } from './story.ts';
import { LEAD, type Truth } from './truth.ts';
import { writeHistory } from './write-history.ts';

export type OpenStory = {
  /** Whom Flawless tells, as the truth is written. */
  readonly judge: (one: Case) => Promise<Truth>;
  /** A repository with the history, as much of it as Flawless sees. */
  readonly dir: string;
  readonly close: () => Promise<void>;
};

/** Makes a story's repository below `dir` and opens it as the service does. */
export async function openStory(story: Story, dir: string): Promise<OpenStory> {
  const origin = join(dir, 'shop');
  const hashes = writeHistory(origin, story);
  const place = openPlace(story, dir, origin);
  const options = { data_dir_path: join(dir, 'data'), default_contact: LEAD, email_domain_name: 'shop.test' };
  const { judge, close } = await openJudge({ ...options, ...place }, origin);
  return {
    dir: place.repo_dir ?? origin,
    async judge(one) {
      const { verdict } = await judge(one.trace, toKnown(one.runs, hashes), one);
      return toTruth(verdict, hashes);
    },
    close,
  };
}

function openPlace({ seen = 'checkout' }: Story, dir: string, origin: string) {
  if (seen === 'mirror') return { repo_dir: null, repo_url: origin };
  if (seen === 'shallow') {
    const clone = join(dir, 'clone');
    git(dir, ['clone', '--quiet', '--no-checkout', '--depth=2', `file://${origin}`, clone]);
    return { repo_dir: clone };
  }
  if (seen === 'checkout') return { repo_dir: origin };
  const subdirectory = join(origin, seen.subdirectory);
  mkdirSync(subdirectory, { recursive: true });
  return { repo_dir: subdirectory };
}

type Hashes = ReadonlyMap<string, string>;

function toKnown(runs: Case['runs'] = {}, hashes: Hashes): KnownOfTrace {
  if (typeof runs === 'string') return { revision: hashes.get(runs) };
  const { revision, version, service = 'shop', short } = runs;
  if (short === undefined) return { service, revision, serviceVersion: version };
  const { of, before = '', after = '' } = short;
  return { service, serviceVersion: `${before}${hashes.get(of)?.slice(0, 10)}${after}` };
}

function toTruth(verdict: JudgedTrace['verdict'], hashes: Hashes): Truth {
  if ('ignored' in verdict) return { nobody: verdict.ignored };
  if ('unblamed' in verdict) return { nobody: verdict.unblamed };
  const { blamed, author, confidence, owner } = verdict;
  const step = [...hashes].find(([, hash]) => hash === author?.commit);
  return {
    at: `${blamed.path}:${blamed.line}`,
    commit: author === null ? null : (step?.[0] ?? author.commit),
    confidence: confidence.level,
    told: owner.email,
  };
}
