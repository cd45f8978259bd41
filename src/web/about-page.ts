import type { Context } from 'koa';
import { html } from '../html.ts';
import type { Layout } from './layout.ts';
import type { PageLinks } from './page-links.ts';
import { respond } from './respond.ts';

export type AboutPageNeeds = { readonly layout: Layout; readonly pageLinks: PageLinks };

/** `GET /about`: what Flawless is, for somebody who got a mail from it. */
export function createAboutPage({ layout, pageLinks }: AboutPageNeeds) {
  const body = html`<h1>What is Flawless?</h1>
    <p class="lead">
      Flawless finds the developer who last changed the line that broke in production, and writes to them: once.
    </p>
    <h2>Why did I get a mail?</h2>
    <p>
      An exception was recorded by one of your services. Flawless read its stack trace, chose the line most likely at
      fault, and asked <code>git blame</code> who last changed it in the revision that was running. That was you. It
      doesn’t mean that you made a mistake: you are the one most likely to see quickly what is going on.
    </p>
    <h2>Is it the wrong line, or the wrong person?</h2>
    <p>
      Every mail says how sure it is, and why. The team’s rule files mend the rest: which files are building blocks
      whose caller is meant, which errors are known, which addresses have moved, which files have changed hands.
    </p>
    <h2>How often will it write?</h2>
    <p>
      At most once a week for an error, however often it occurs. An error you expect can be
      <a href="${pageLinks.to('/add_known_error')}">added to the known errors</a>; then only the thresholds you set
      lead to a mail.
    </p>
    <h2>Where can I see everything?</h2>
    <p>
      In <a href="${pageLinks.report()}">this week’s report</a>. A week begins on Sunday.
      <a href="${pageLinks.to('/check_health')}">Health</a> tells how Flawless itself is doing.
    </p>`;
  return async (ctx: Context): Promise<void> => {
    await respond(ctx, { page: () => layout({ title: 'About', body }) });
  };
}
