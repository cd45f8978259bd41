import type { Context } from 'koa';
import { readOccurrence } from '../aggregate/occurrence.ts';
import { createHeadFollower, type FollowedRepository, type FollowNeeds } from '../blame/follow-to-head.ts';
import type { Config } from '../config/options.ts';
import type { Links } from '../links.ts';
import type { ErrorQuery, Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import { startOfWeek } from '../week.ts';
import type { Layout } from './layout.ts';
import { PageFailure } from './page-failure.ts';
import type { PageLinks } from './page-links.ts';
import { readExcerpts } from './read-excerpts.ts';
import { readLineNumber, readTimestamp } from './read-query.ts';
import { respond } from './respond.ts';
import { listTracebackFacts } from './traceback-facts.ts';
import { renderTraceback } from './traceback-view.ts';

export type TracebackPageNeeds = {
  readonly store: Pick<Store, 'findErrorWeek'>;
  /** A repository by its name; null when the options no longer name it. */
  readonly findRepository: (name: string) => FollowedRepository | null;
  readonly schedule: FollowNeeds['schedule'];
  readonly log: Log;
  readonly config: Pick<Config, 'timezone' | 'trace_url_template'>;
  readonly links: Links;
  readonly pageLinks: PageLinks;
  readonly layout: Layout;
  readonly now: () => number;
};

/**
 * `GET /view_traceback`: the latest occurrence of an error, with the code that was running around it, and what has
 * become of the line since.
 */
export function createTracebackPage(needs: TracebackPageNeeds) {
  const { store, findRepository, config, links, pageLinks, layout, now } = needs;
  const { timezone, trace_url_template: traceUrlTemplate } = config;
  const followToHead = createHeadFollower(needs);
  return async (ctx: Context): Promise<void> => {
    const query = readErrorQuery(new URLSearchParams(ctx.querystring), now(), timezone);
    const row = await store.findErrorWeek(query);
    if (row === null) throw new PageFailure(404, NOT_FOUND);
    const occurrence = readOccurrence(row.occurrence);
    const since = await followToHead(occurrence);
    const error = { row, occurrence, since, weekAskedMs: query.weekMs };
    const settings = { timezone, traceUrlTemplate, links: pageLinks };
    await respond(ctx, {
      page: async () =>
        layout(renderTraceback(error, await readExcerpts(findRepository, occurrence), settings)),
      facts: () => listTracebackFacts(error, links),
    });
  };
}

const NOT_FOUND =
  'Flawless knows no such error in that week or before it. It may never have been reported, or its weeks may be past ' +
  'the time they are kept.';

function readErrorQuery(query: URLSearchParams, nowMs: number, timezone: string): ErrorQuery {
  const weekMs = startOfWeek(readTimestamp(query, nowMs), timezone);
  const errorId = query.get('error_id') || undefined;
  if (errorId !== undefined) return { weekMs, errorId };
  const path = query.get('filename') || undefined;
  if (path === undefined)
    throw new PageFailure(400, 'Name the error: error_id, or filename and what else is known.');
  return {
    weekMs,
    path,
    function: query.get('function_name') || undefined,
    line: readLineNumber(query),
    code: query.get('text') || undefined,
  };
}
