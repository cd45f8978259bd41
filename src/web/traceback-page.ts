import type { Context } from 'koa';
import { readOccurrence, type Occurrence } from '../aggregate/occurrence.ts';
import { createHeadFollower, type FollowedRepository, type FollowNeeds } from '../blame/follow-to-head.ts';
import type { Config } from '../config/options.ts';
import type { Links } from '../links.ts';
import type { Html } from '../html.ts';
import type { ErrorHistory, ErrorQuery, ErrorWeek, Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import { shiftWeek, startOfWeek } from '../week.ts';
import { chooseShown } from './choose-shown.ts';
import type { Layout } from './layout.ts';
import { PageFailure } from './page-failure.ts';
import type { PageLinks } from './page-links.ts';
import { readExcerpts } from './read-excerpts.ts';
import { readFlag, readLineNumber, readTimestamp } from './read-query.ts';
import { respond, wantsJson } from './respond.ts';
import { listTracebackFacts } from './traceback-facts.ts';
import { renderTraceback } from './traceback-view.ts';

export type TracebackPageNeeds = {
  readonly store: Pick<Store, 'findErrorWeek' | 'errorHistory'>;
  /** A repository by its name; null when the options no longer name it. */
  readonly findRepository: (name: string) => FollowedRepository | null;
  readonly schedule: FollowNeeds['schedule'];
  readonly highlight: (path: string, lines: readonly string[]) => Promise<readonly Html[] | null>;
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
  const { store, findRepository, config, links, pageLinks, layout, highlight, now } = needs;
  const { timezone, trace_url_template: traceUrlTemplate } = config;
  const followToHead = createHeadFollower(needs);
  const settings = { timezone, traceUrlTemplate, links: pageLinks };

  async function readParts(row: ErrorWeek, occurrence: Occurrence) {
    const chain = chooseShown(occurrence);
    const repository = findRepository(occurrence.repository);
    const source = { repository, commit: occurrence.revision.commit, highlight };
    const weeks = listWeeks(row.weekMs, startOfWeek(now(), timezone), timezone);
    const [excerpts, past] = await Promise.all([
      readExcerpts(source, chain),
      store.errorHistory(row.errorId, weeks[0] ?? 0),
    ]);
    const history = { ...past, weeks: fillWeeks(weeks, past.weeks), days: row.days, timezone };
    return { chain, excerpts, history, asSent: linkAsSent(row, pageLinks) };
  }

  return async (ctx: Context): Promise<void> => {
    const parameters = new URLSearchParams(ctx.querystring);
    const query = readErrorQuery(parameters, now(), timezone);
    const wantsText = readFlag(parameters, 'as_sent');
    const row = await store.findErrorWeek(query);
    if (row === null) throw new PageFailure(404, NOT_FOUND);
    const occurrence = readOccurrence(row.occurrence);
    if (wantsText) return sendText(ctx, occurrence.reported.stacktrace);
    const since = await followToHead(occurrence);
    const error = { row, occurrence, since, weekAskedMs: query.weekMs };
    const history = wantsJson(ctx) ? await store.errorHistory(row.errorId, 0) : NO_HISTORY;
    await respond(ctx, {
      page: async () => layout(renderTraceback(error, await readParts(row, occurrence), settings)),
      facts: () => listTracebackFacts(error, history, links),
    });
  };
}

const NO_HISTORY: ErrorHistory = { weeks: [], origins: [], letters: [] };
const WEEKS = 12;

/** Twelve weeks up to the present one, or further back to the shown one. */
function listWeeks(shownMs: number, thisWeekMs: number, timezone: string): readonly number[] {
  const recent = Array.from({ length: WEEKS }, (_, i) => shiftWeek(thisWeekMs, i + 1 - WEEKS, timezone));
  if (shownMs >= (recent[0] ?? 0)) return recent;
  return Array.from({ length: WEEKS }, (_, i) => shiftWeek(shownMs, i + 1 - WEEKS, timezone));
}

function fillWeeks(weeks: readonly number[], counted: ErrorHistory['weeks']): ErrorHistory['weeks'] {
  const counts = new Map(counted.map(({ weekMs, count }) => [weekMs, count]));
  return weeks.map((weekMs) => ({ weekMs, count: counts.get(weekMs) ?? 0 }));
}

function linkAsSent({ errorId, weekMs }: ErrorWeek, links: PageLinks): string {
  const timestamp = String(Math.floor(weekMs / 1000));
  return links.to('/view_traceback', { error_id: errorId, timestamp, as_sent: 'true' });
}

function sendText(ctx: Context, text: string): void {
  ctx.type = 'text/plain';
  ctx.body = text;
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
