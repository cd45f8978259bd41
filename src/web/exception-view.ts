import type { Occurrence } from '../aggregate/occurrence.ts';
import { html, type Html } from '../html.ts';
import type { LocatedFrame } from '../locate/place-frames.ts';
import type { PlacedLocals } from '../notify/place-locals.ts';
import type { Relation } from '../parse/stack.ts';
import { formatDay } from '../week.ts';
import type { ShownChain, ShownThrow } from './choose-shown.ts';
import { cutMiddle } from './cut-middle.ts';
import { foldRepeats } from './fold-repeats.ts';
import { describeFrame, renderOurFrame } from './frame-view.ts';
import { renderLocals } from './locals-view.ts';
import { plural } from './plural.ts';
import type { Excerpts } from './read-excerpts.ts';

/** The chain as it was thrown, each exception with its frames, the innermost first. */
export function renderExceptions(
  { exceptions, blamed }: ShownChain,
  occurrence: Occurrence,
  excerpts: Excerpts,
  locals: PlacedLocals['byFrame'],
  timezone: string,
): readonly Html[] {
  const blame = { frame: blamed, why: explainMark(occurrence, timezone) };
  return exceptions.map((exception) => renderException(exception, blame, { excerpts, locals }));
}

/** The frame at fault and what is said beneath it. */
type Blame = { readonly frame: LocatedFrame | undefined; readonly why: Html };

/** What is shown of frames beneath them. */
type Shown = { readonly excerpts: Excerpts; readonly locals: PlacedLocals['byFrame'] };

function explainMark({ author, confidence }: Occurrence, timezone: string): Html {
  const sure = html`<span class="tag ${confidence.level}">confidence: ${confidence.level}</span>`;
  if (author === null) return html`The line at fault. ${sure}`;
  const { authorName, authorEmail, authoredAtMs, commit, summary } = author;
  const day = formatDay(authoredAtMs, timezone);
  return html`<b>${authorName || authorEmail}</b>, ${day}, <code>${commit.slice(0, 10)}</code> ${cutMiddle(summary)}
    ${sure}`;
}

function renderException(exception: ShownThrow, blame: Blame, shown: Shown): Html {
  const { type, message, relation, frames, leftOut } = exception;
  const what = [type, message].filter((part) => part !== '').join(': ') || 'An error without a name';
  return html`<section class="exception">
    ${relation !== 'root' && html`<p class="relation">${RELATIONS[relation]}</p>`}
    <h3>${cutMiddle(what, 240)}</h3>
    ${frames.length === 0 && html`<p class="quiet">No stack trace was sent.</p>`}
    ${groupFrames(frames).map((run) => renderRun(run, blame, shown))}
    ${leftOut > 0 && html`<p class="quiet">${plural(leftOut, 'more frame')}, in the trace as it was sent.</p>`}
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
  { frame: blamed, why }: Blame,
  { excerpts, locals }: Shown,
): Html | readonly Html[] {
  if (isOurs(run[0]))
    return foldRepeats(run, (frame) => frame === blamed || locals.has(frame)).map(({ frame, repeats }) => {
      const beneath = { code: excerpts.byFrame.get(frame), locals: locals.get(frame), repeats };
      return renderOurFrame(frame, frame === blamed ? why : null, beneath);
    });
  return html`<details class="library">
    <summary>${plural(run.length, 'frame')} outside this repository</summary>
    <ul>
      ${run.map((frame) => html`<li>${describeFrame(frame)}${renderLocals(locals.get(frame))}</li>`)}
    </ul>
  </details>`;
}
