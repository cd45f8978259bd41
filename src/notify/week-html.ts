import { html, type Html } from '../html.ts';
import { frameMail } from './frame-mail.ts';
import type { PersonRow, WeekContent } from './gather-week.ts';
import { anchor, button, callout, section } from './html-blocks.ts';
import type { ListEntry } from './list-content.ts';
import { entryBlock } from './list-html.ts';
import { STYLES } from './mail-style.ts';

/** The HTML part of the mail about a week. */
export function renderWeekHtml(content: WeekContent): string {
  return frameMail(content.subject, content.preheader, [
    head(content),
    html`${section('Gone quiet', goodNews(content))} ${section('Who may know more', leaderboard(content))}
    ${section('Most frequent', entries(content.errors))} ${foot(content)}`,
  ]);
}

function head({ title, intro }: WeekContent): Html {
  return html`<tr>
    <td style="${STYLES.head}">
      <h1 class="ink" style="${STYLES.listTitle}">${title}</h1>
      ${intro.map((sentence) => html`<p class="ink" style="${STYLES.prose}">${sentence}</p>`)}
    </td>
  </tr>`;
}

function goodNews({ good, moreGood, thanks }: WeekContent): Html | null {
  if (good.length === 0) return null;
  return html`${entries(good)} ${moreGood !== '' && html`<p class="soft" style="${STYLES.prose}">${moreGood}</p>`}
  ${thanks !== '' && callout(thanks)}`;
}

function entries(all: readonly ListEntry[]): Html | null {
  return all.length === 0
    ? null
    : html`${all.map((entry) => html`${entryBlock(entry)}<p style="${STYLES.gap}">&nbsp;</p>`)}`;
}

function leaderboard({ people, morePeople }: WeekContent): Html | null {
  if (people.length === 0) return null;
  return html`<table width="100%" cellpadding="0" cellspacing="0" border="0" style="${STYLES.bare}">
      <tr>
        <th class="soft" align="left" style="${STYLES.column}">Last changed the lines</th>
        <th class="soft" align="right" width="64" style="${STYLES.numberColumn}">Errors</th>
        <th class="soft" align="right" width="76" style="${STYLES.numberColumn}">Times</th>
      </tr>
      ${people.map(personRow)}
    </table>
    ${morePeople !== '' && html`<p class="soft" style="${STYLES.prose}">${morePeople}</p>`}`;
}

function personRow({ name, href, errors, occurrences }: PersonRow): Html {
  return html`<tr>
    <td class="ink line" style="${STYLES.cell}">${anchor(href, name)}</td>
    <td class="ink line" align="right" style="${STYLES.numberCell}">${errors}</td>
    <td class="ink line" align="right" style="${STYLES.numberCell}">${occurrences}</td>
  </tr>`;
}

function foot({ report, about }: WeekContent): Html {
  return html`<tr>
      <td style="${STYLES.actions}">${button(report.href, report.text)}</td>
    </tr>
    <tr>
      <td class="soft" style="${STYLES.foot}">${anchor(about, 'What is Flawless?')}</td>
    </tr>`;
}
