import type { Closing } from './closing.ts';
import type { Config } from './config/options.ts';
import type { Links } from './links.ts';
import { createTransport } from './notify/create-transport.ts';
import { startWeeklyPost } from './notify/post-weekly.ts';
import { createPostman } from './notify/postman.ts';
import { createBeyondReporter, type BeyondReporter } from './notify/report-beyond.ts';
import { createRuleMistakeReporter, type RuleMistakeReporter } from './notify/report-rule-mistakes.ts';
import type { Transport } from './notify/transport.ts';
import type { Repositories } from './open-repositories.ts';
import type { Outcomes } from './outcome.ts';
import type { Store } from './store/store.ts';
import type { Log } from './telemetry/log.ts';

export type PostNeeds = {
  readonly config: Config;
  readonly store: Store;
  readonly findRepository: Repositories['named'];
  readonly links: Links;
  readonly outcomes: Outcomes;
  readonly now: () => number;
  readonly random: () => number;
  readonly schedule: (run: () => void, ms: number) => () => void;
  readonly log: Log;
};

export type Post = {
  readonly transport: Transport;
  /** There may be a letter to send. */
  readonly notify: () => void;
  readonly ruleMistakes: RuleMistakeReporter;
  readonly beyond: BeyondReporter;
};

/** Who writes letters, and who brings them. */
export function openPost(needs: PostNeeds, closing: Closing): Post {
  const transport = closing.keep(createTransport(needs.config));
  const postman = closing.work(createPostman({ ...needs, transport }));
  const notify = () => postman.wake();
  const writing = { ...needs, notify };
  closing.work(startWeeklyPost(writing));
  return {
    transport,
    notify,
    ruleMistakes: closing.work(createRuleMistakeReporter(writing)),
    beyond: closing.work(createBeyondReporter(writing)),
  };
}
