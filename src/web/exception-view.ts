import type { Occurrence } from '../aggregate/occurrence.ts';
import { html, type Html } from '../html.ts';
import type { LocatedFrame, LocatedThrow } from '../locate/place-frames.ts';
import type { PlacedLocals } from '../notify/place-locals.ts';
import type { Relation } from '../parse/stack.ts';
import { formatDay } from '../week.ts';
import { renderOurFrame, describeFrame } from './frame-view.ts';
import { renderLocals } from './locals-view.ts';
import { plural } from './plural.ts';
import type { Excerpts } from './read-excerpts.ts';

/** The chain as it was thrown, each exception with its frames, the innermost first. */
export function renderExceptions(
  occurrence: Occurrence,
  excerpts: Excerpts,
  locals: PlacedLocals['byFrame'],
  timezone: string,
): readonly Html[] {
  const blame = { frame: findBlamedFrame(occurrence), mark: describeAuthor(occurrence, timezone) };
  return occurrence.exceptions.map((exception) => renderException(exception, blame, { excerpts, locals }));
}

/** The frame at fault and what is said beside it. */
type Blame = { readonly frame: LocatedFrame | undefined; readonly mark: string };

/** What is shown of frames beneath them. */
type Shown = { readonly excerpts: Excerpts; readonly locals: PlacedLocals['byFrame'] };

function describeAuthor({ author }: Occurrence, timezone: string): string {
  if (author === null) return 'this line';
  const { authorName, authorEmail, authoredAtMs, commit } = author;
  return `${authorName || authorEmail}, ${commit.slice(0, 10)}, ${formatDay(authoredAtMs, timezone)}`;
}

/** The frame at fault: the first of the thrown exception that stands on the blamed line. */
function findBlamedFrame({ exceptions, thrown, blamed }: Occurrence): LocatedFrame | undefined {
  const isThrown = ({ type, message }: LocatedThrow) => type === thrown.type && message === thrown.message;
  return [...exceptions.filter(isThrown), ...exceptions]
    .flatMap(({ frames }) => frames)
    .find(
      ({ place, line, function: name }) =>
        place.where === 'ours' &&
        place.path === blamed.path &&
        line === blamed.line &&
        name === blamed.function,
    );
}

function renderException(exception: LocatedThrow, blame: Blame, shown: Shown): Html {
  const { type, message, relation, frames } = exception;
  const what = [type, message].filter((part) => part !== '').join(': ') || 'An error without a name';
  return html`<section class="exception">
    ${relation !== 'root' && html`<p class="relation">${RELATIONS[relation]}</p>`}
    <h3>${what.slice(0, 500)}</h3>
    ${frames.length === 0 && html`<p class="quiet">No stack trace was sent.</p>`}
    ${groupFrames(frames).map((run) => renderRun(run, blame, shown))}
  </section>`;
}

const RELATIONS: Readonly<Record<Relation, string>> = {
  root: '',
  cause: 'caused by',
  context: 'raised while this was being handled',
  suppressed: 'suppressed on the way',
  group: 'one of the group',
};

/** Consecutive frames of ours, or of others, stay together. */
function groupFrames(frames: readonly LocatedFrame[]): readonly (readonly LocatedFrame[])[] {
  const runs: LocatedFrame[][] = [];
  for (const frame of frames) {
    const run = runs.at(-1);
    if (run !== undefined && isOurs(run[0]) === isOurs(frame)) run.push(frame);
    else runs.push([frame]);
  }
  return runs;
}

function isOurs(frame: LocatedFrame | undefined): boolean {
  return frame?.place.where === 'ours';
}

function renderRun(
  run: readonly LocatedFrame[],
  { frame: blamed, mark }: Blame,
  { excerpts, locals }: Shown,
): Html | readonly Html[] {
  if (isOurs(run[0]))
    return run.map((frame) => {
      const beneath = { excerpt: excerpts.byFrame.get(frame), locals: locals.get(frame) };
      return renderOurFrame(frame, frame === blamed ? mark : null, beneath);
    });
  return html`<details class="library">
    <summary>${plural(run.length, 'frame')} outside this repository</summary>
    <ul>
      ${run.map((frame) => html`<li>${describeFrame(frame)}${renderLocals(locals.get(frame))}</li>`)}
    </ul>
  </details>`;
}
