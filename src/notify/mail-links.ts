import type { Occurrence } from '../aggregate/occurrence.ts';
import type { Links } from '../links.ts';
import type { ErrorWeek } from '../store/store.ts';

/** Where a mail's links lead; all but `trace` are pages of this service. */
export type MailLinks = {
  readonly traceback: string;
  readonly assigned: string;
  readonly whitelist: string;
  readonly about: string;
  /** The trace in the tracing backend; null without a template or a trace. */
  readonly trace: string | null;
};

// Longer ones are no names that a rule could be about; the form then leaves the field open.
const MAX_PATH = 1_000;
const MAX_FUNCTION = 200;
// Part of a line is enough for a rule's `code_fragment`.
const MAX_CODE = 200;
const MAX_ADDRESS = 254;

export function makeMailLinks(
  { errorId, weekMs, developer }: ErrorWeek,
  { blamed, reported }: Occurrence,
  links: Links,
  traceTemplate: string | null,
): MailLinks {
  const path = blamed.path.toWellFormed().slice(0, MAX_PATH);
  const name = blamed.function ?? '';
  return {
    traceback: links.traceback(errorId),
    assigned: links.report(developer?.toWellFormed().slice(0, MAX_ADDRESS).toWellFormed(), weekMs),
    whitelist: links.addKnownError({
      path,
      function: name.length > MAX_FUNCTION ? null : name,
      code: blamed.code?.trim().slice(0, MAX_CODE),
    }),
    about: links.about(),
    trace: linkTrace(traceTemplate, reported.traceId),
  };
}

function linkTrace(template: string | null, traceId: string): string | null {
  if (template === null || traceId === '') return null;
  const id = encodeURIComponent(traceId.slice(0, MAX_TRACE_ID).toWellFormed());
  const url = URL.parse(template.replaceAll('{trace_id}', () => id));
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null;
}

const MAX_TRACE_ID = 64;
