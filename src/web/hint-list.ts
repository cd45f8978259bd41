import { html, type Html } from '../html.ts';
import type { SetupHint } from './setup-hints.ts';

/** Advice, each with how many traces it is about where that is known; nothing when there is none. */
export function renderHints(hints: readonly (SetupHint & { readonly count?: number })[]): Html | null {
  if (hints.length === 0) return null;
  return html`<ul class="hints">
    ${hints.map(
      ({ what, fix, line, count }) =>
        html`<li>
          ${count !== undefined && html`<b>${count}×</b> `}${what} ${fix} ${line !== null && html`<pre><code>${line}</code></pre>`}
        </li>`,
    )}
  </ul>`;
}
