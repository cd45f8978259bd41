import { html, type Html } from '../html.ts';
import type { LocatedFrame } from '../locate/place-frames.ts';
import type { Variable } from '../notify/read-frame-locals.ts';
import { cutMiddle } from './cut-middle.ts';
import { renderLocals } from './locals-view.ts';
import { plural } from './plural.ts';
import type { ShownCode } from './read-excerpts.ts';

/** What is known of a frame beside itself. */
export type Beneath = {
  readonly code: ShownCode | undefined;
  readonly locals: readonly Variable[] | undefined;
  /** How many more frames of the same line follow. */
  readonly repeats: number;
};

/** A frame of ours with the code around it and its local variables; the blamed one stands out, and `why` stands beneath it. */
export function renderOurFrame(
  frame: LocatedFrame,
  why: Html | null,
  { code, locals, repeats }: Beneath,
): Html {
  return html`<figure class="frame${why !== null && ' blamed'}">
    <figcaption>${describeFrame(frame)}</figcaption>
    ${renderCode(frame, code)} ${why !== null && html`<p class="why">${why}</p>`} ${renderLocals(locals)}
    ${repeats > 0 && html`<p class="why">The same line ${plural(repeats, 'more time')} in a row.</p>`}
  </figure>`;
}

/** Where a frame points to, in one line. */
export function describeFrame({ place, file, line, function: name }: LocatedFrame): Html {
  const path = cutMiddle('path' in place ? place.path : (file ?? ''));
  const where = line === undefined || path === '' ? path : `${path}:${line}`;
  return html`<code>${where}</code>${name !== undefined && html` in <code>${cutMiddle(name)}</code>`}`;
}

function renderCode({ text, place, line = 1 }: LocatedFrame, shown: ShownCode | undefined): Html | null {
  const code = text ?? (place.where === 'ours' ? place.code : undefined);
  if (shown !== undefined) return renderLines(shown, line);
  return code === undefined ? null : renderLines({ firstLine: line, lines: [code] }, line);
}

function renderLines({ firstLine, lines }: ShownCode, line: number): Html {
  return html`<ol class="code" start="${firstLine}" tabindex="0">
    ${lines.map((text, i) => renderLine(text, firstLine + i === line))}
  </ol>`;
}

function renderLine(text: Html | string, isCurrent: boolean): Html {
  return isCurrent
    ? html`<li class="current" aria-current="true"><code>${text}</code></li>`
    : html`<li><code>${text}</code></li>`;
}
