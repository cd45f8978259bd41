import type { Occurrence } from '../aggregate/occurrence.ts';
import type { KnownFate } from '../blame/follow-to-head.ts';
import type { Links } from '../links.ts';
import type { ErrorHistory, ErrorWeek } from '../store/store.ts';
import { listErrorFacts, toIso } from './report-facts.ts';
import { listFateFacts } from './traceback-fate.ts';

/** An error's week, its latest occurrence, and what has become of the line; null where that is not known. */
export type ShownError = {
  readonly row: ErrorWeek;
  readonly occurrence: Occurrence;
  readonly since: KnownFate | null;
  readonly weekAskedMs: number;
};

/** The traceback for programs. */
export function listTracebackFacts(
  { row, occurrence, since }: ShownError,
  history: ErrorHistory,
  links: Links,
) {
  const { reported, exceptions, revision, author, owner, repository } = occurrence;
  return {
    ...listErrorFacts(row, links),
    repository,
    revision,
    author,
    since_then: listFateFacts(since),
    owner,
    exceptions,
    weeks: history.weeks.map(({ weekMs, count }) => ({ from: toIso(weekMs), count })),
    seen_at: history.origins.map(({ firstMs, lastMs, ...origin }) => ({
      ...origin,
      first_seen: toIso(firstMs),
      last_seen: toIso(lastMs),
    })),
    mails: history.letters.map(({ createdAtMs, recipients, state, atMs, because }) => ({
      decided: toIso(createdAtMs),
      recipients,
      state,
      at: toIso(atMs),
      because,
    })),
    service: reported.service,
    service_version: reported.serviceVersion ?? null,
    environment: reported.environment ?? null,
    host: reported.host ?? null,
    language: reported.language ?? null,
    span_name: reported.spanName,
    trace_id: reported.traceId,
    span_id: reported.spanId,
    request: reported.request,
    frame_locals: reported.frameLocals ?? null,
    additional_info: reported.additionalInfo ?? null,
    stacktrace: reported.stacktrace,
  };
}
