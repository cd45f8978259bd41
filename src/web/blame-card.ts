import { html, type Html } from '../html.ts';
import { formatDay } from '../week.ts';
import type { ShownError } from './traceback-facts.ts';

/** Which line, who knows it, and how sure that is. */
export function renderBlame({ occurrence }: ShownError, { timezone }: { readonly timezone: string }): Html {
  const { blamed, author, owner, confidence } = occurrence;
  const name = blamed.function !== undefined && html` in <code>${blamed.function}</code>`;
  return html`<section class="blame">
    <p class="place"><code>${blamed.path}:${blamed.line}</code>${name}</p>
    ${blamed.code !== undefined && html`<pre class="line"><code>${blamed.code.trim()}</code></pre>`}
    ${
      author !== null &&
      html`<p>
      Last changed by <b>${author.authorName}</b> &lt;${author.authorEmail}&gt; on
      ${formatDay(author.authoredAtMs, timezone)} in <code>${author.commit.slice(0, 10)}</code>, “${author.summary}”
    </p>`
    }
    <p>Mail about it goes to <b>${owner.email ?? 'nobody'}</b>, because ${owner.because}.</p>
    <p><span class="tag ${confidence.level}">confidence: ${confidence.level}</span> because ${confidence.because}.</p>
  </section>`;
}
