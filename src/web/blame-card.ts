import type { Owner } from '../blame/resolve-owner.ts';
import type { KnownFate } from '../blame/follow-to-head.ts';
import { html, type Html } from '../html.ts';
import { explainFate } from '../notify/explain-fate.ts';
import { formatDay } from '../week.ts';
import { cutMiddle } from './cut-middle.ts';
import type { ShownError } from './traceback-facts.ts';

/** Which line, who knows it, how sure that is, and what has become of the line since. */
export function renderBlame(
  { occurrence, since }: Pick<ShownError, 'occurrence' | 'since'>,
  { timezone }: { readonly timezone: string },
): Html {
  const { blamed, author, owner, confidence } = occurrence;
  const name = blamed.function !== undefined && html` in <code>${blamed.function}</code>`;
  return html`<section class="blame">
    ${since !== null && since.kind !== 'unchanged' && renderSince(since, timezone)}
    <p class="place"><code>${blamed.path}:${blamed.line}</code>${name}</p>
    ${blamed.code !== undefined && html`<pre class="line"><code>${cutMiddle(blamed.code.trim(), MAX_CODE)}</code></pre>`}
    ${
      author !== null &&
      html`<p>
      Last changed by <b>${author.authorName}</b> &lt;${author.authorEmail}&gt; on
      ${formatDay(author.authoredAtMs, timezone)} in <code>${author.commit.slice(0, 10)}</code>, “${author.summary}”
    </p>`
    }
    ${since?.kind === 'unchanged' && renderSince(since, timezone)}
    <p>Mail about it goes to ${renderOwner(owner)}, because ${owner.because}.</p>
    ${renderOthers(owner.others ?? [])}
    <p><span class="tag ${confidence.level}">confidence: ${confidence.level}</span> because ${confidence.because}.</p>
  </section>`;
}

// A compiled line can be a whole program.
const MAX_CODE = 1_000;

/** A change is the first thing to know of a line. */
function renderSince(since: KnownFate, timezone: string): Html {
  return html`<p class="${since.kind === 'unchanged' ? 'since' : 'notice'}">Since then: ${explainFate(since, timezone)}.</p>`;
}

function renderOwner({ name = '', email }: Owner): Html {
  if (email === null || name === '') return html`<b>${email ?? 'nobody'}</b>`;
  return html`<b>${name}</b> &lt;${email}&gt;`;
}

function renderOthers(others: NonNullable<Owner['others']>): Html | false {
  const names = others.map(({ name, email }) => (name === '' ? email : `${name} <${email}>`));
  return names.length > 0 && html`<p>Others who may know: ${names.join(', ')}.</p>`;
}
