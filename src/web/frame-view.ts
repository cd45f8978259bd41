import type { Excerpt } from '../git/excerpt.ts';
import { html, type Html } from '../html.ts';
import type { LocatedFrame } from '../locate/place-frames.ts';
import type { Variable } from '../notify/read-frame-locals.ts';
import { renderLocals } from './locals-view.ts';

/** What is known of a frame beside itself. */
export type Beneath = {
  readonly excerpt: Excerpt | undefined;
  readonly locals: readonly Variable[] | undefined;
};

/** A frame of ours with the code around it and its local variables; the blamed one stands out by its mark, the others have none. */
export function renderOurFrame(frame: LocatedFrame, mark: string | null, { excerpt, locals }: Beneath): Html {
  return html`<figure class="frame${mark !== null && ' blamed'}">
    <figcaption>
      ${describeFrame(frame)}${mark !== null && html` <span class="tag mark">${mark}</span>`}
    </figcaption>
    ${renderCode(frame, excerpt)} ${renderLocals(locals)}
  </figure>`;
}

/** Where a frame points to, in one line. */
export function describeFrame({ place, file, line, function: name }: LocatedFrame): Html {
  const path = 'path' in place ? place.path : (file ?? '');
  const where = line === undefined || path === '' ? path : `${path}:${line}`;
  return html`<code>${where}</code>${name !== undefined && html` in <code>${name}</code>`}`;
}

function renderCode({ text, place, line = 1 }: LocatedFrame, excerpt: Excerpt | undefined): Html | null {
  const code = text ?? (place.where === 'ours' ? place.code : undefined);
  if (excerpt !== undefined) return renderLines(excerpt, line);
  return code === undefined ? null : renderLines({ firstLine: line, lines: [code] }, line);
}

function renderLines({ firstLine, lines }: Excerpt, line: number): Html {
  return html`<ol class="code" start="${firstLine}">
    ${lines.map((text, i) => renderLine(text, firstLine + i === line))}
  </ol>`;
}

function renderLine(text: string, isCurrent: boolean): Html {
  return isCurrent
    ? html`<li class="current"><code>${text}</code></li>`
    : html`<li><code>${text}</code></li>`;
}
