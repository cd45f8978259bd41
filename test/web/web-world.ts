import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type Koa from 'koa';
import { getOption, OPTION_NAMES, type Config } from '../../src/config/options.ts';
import { createRuleLoader } from '../../src/config/load-rules.ts';
import { readConfigFile } from '../../src/config/read-config-file.ts';
import { createRuleBook } from '../../src/config/rule-book.ts';
import { createRepository } from '../../src/git/repository.ts';
import { createGitReader } from '../../src/git/run-git.ts';
import { createLinks } from '../../src/links.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { createSetupNotes } from '../../src/web/setup-notes.ts';
import { createWebApp, type WebNeeds } from '../../src/web/web-app.ts';
import type { Log } from '../../src/telemetry/log.ts';
import { createGitRepository } from '../helpers/git-repository.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { openMapper } from '../locate/source-maps/open-mapper.ts';
import { SHOP_COMMITS } from './shop-repository.ts';

/** Wednesday, 18 November 2026; its week began on the 15th. */
export const NOW = Date.UTC(2026, 10, 18, 12);
export const WEEK = Date.UTC(2026, 10, 15);

export const KNOWN_ERRORS = `# Ask before you add to this list.
- filename: src/legacy.js # nobody dares to touch it
  max_alert_threshold: 100
`;

/** The pages on a loopback socket over a real store, a real repository and real rule files. */
export type WebWorld = Awaited<ReturnType<typeof openWebWorld>>;

export type Changes = { readonly config?: Partial<Config>; readonly needs?: Partial<WebNeeds> };

export async function openWebWorld(context: Pick<TestContext, 'after'>, changes: Changes = {}) {
  const dir = makeTemporaryDirectory(context);
  const config = { ...makeDefaults(), data_dir_path: join(dir, 'data'), ...changes.config };
  const { ruleBook, knownErrorsPath } = await openRuleBook(
    join(dir, 'config'),
    changes.needs?.log ?? SILENT_LOG,
  );
  mkdirSync(config.data_dir_path);
  const { repository, commits } = openShop(join(dir, 'shop'));
  const path = join(config.data_dir_path, 'flawless.sqlite');
  const store = await openSqliteStore({ path, log: SILENT_LOG, now: () => NOW });
  context.after(() => store.close());
  const sourceMapper = openMapper(context);
  const needs: WebNeeds = {
    store,
    findRepository: (name) => (name === repository.name ? repository : null),
    ruleBook,
    ruleProblems: () => [],
    sourceMapper,
    config,
    links: createLinks(config.hostname),
    health: async () => ({
      ok: true,
      problems: [],
      facts: { repository: 'shop' },
      outcomes: { requests: 3 },
    }),
    setupNotes: createSetupNotes({ now: () => NOW }),
    ready: () => true,
    now: () => NOW,
    schedule: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    randomBytes,
    log: SILENT_LOG,
    ...changes.needs,
  };
  const base = await listen(context, createWebApp(needs));
  return { base, config, dir, ruleBook, knownErrorsPath, commits, store, repository, sourceMapper };
}

function makeDefaults(): Config {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the defaults of all options are a configuration
  return Object.fromEntries(OPTION_NAMES.map((name) => [name, getOption(name).default])) as unknown as Config;
}

async function openRuleBook(dir: string, log: Log) {
  mkdirSync(dir);
  const knownErrorsPath = join(dir, 'known_errors.yaml');
  writeFileSync(knownErrorsPath, KNOWN_ERRORS);
  const { rules } = await createRuleLoader().load(dir, readConfigFile);
  return { ruleBook: createRuleBook({ dir, rules, log }), knownErrorsPath };
}

function openShop(dir: string) {
  const commits = createGitRepository(dir, SHOP_COMMITS);
  const path = process.env['PATH'] ?? '';
  const run = createGitReader({
    binary: 'git',
    dir,
    path,
    maxProcesses: 4,
    timeoutMs: 10_000,
    stop: new AbortController().signal,
  });
  return { commits, repository: createRepository('shop', run) };
}

async function listen(context: Pick<TestContext, 'after'>, app: Koa): Promise<string> {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}
