import { html, type Html } from '../html.ts';
import { frameMail } from './frame-mail.ts';
import { anchor, letBreak } from './html-blocks.ts';
import type { ListContent, ListEntry } from './list-content.ts';
import { STYLES } from './mail-style.ts';

/** The HTML part of a mail that lists several things. */
export function renderListHtml(content: ListContent): string {
  return frameMail(content.subject, preheader(content), [
    head(content),
    ...content.entries.map(entry),
    foot(content),
  ]);
}

function preheader({ entries }: ListContent): string {
  const told = entries
    .slice(0, MOST_TOLD)
    .map(({ title, place }) => [title, place].filter(Boolean).join(' in '));
  return told.join('; ');
}

const MOST_TOLD = 3;

function head({ title, intro }: ListContent): Html {
  return html`<tr>
    <td style="${STYLES.head}">
      <h1 class="ink" style="${STYLES.listTitle}">${title}</h1>
      <p class="ink" style="${STYLES.prose}">${intro}</p>
    </td>
  </tr>`;
}

function entry(one: ListEntry): Html {
  return html`<tr>
    <td style="${STYLES.section}">
      ${entryBlock(one)}
    </td>
  </tr>`;
}

/** An entry under its title. */
export function entryBlock({ title, place, text, link, isGood = false }: ListEntry): Html {
  return html`<p class="${isGood ? 'green' : 'red'}" style="${isGood ? STYLES.goodEntry : STYLES.listEntry}">${title}</p>
    ${place !== null && html`<p class="ink" style="${STYLES.place}">${letBreak(place)}</p>`}
    <p class="soft" style="${STYLES.often}">
      ${text}${link !== null && html` &nbsp;&middot;&nbsp; ${anchor(link.href, link.text)}`}
    </p>`;
}

function foot({ more, page, about }: ListContent): Html {
  return html`<tr>
    <td class="soft" style="${STYLES.foot}">
      ${more !== null && html`<p class="ink" style="${STYLES.prose}">${more}</p>`}
      ${page !== null && html`${anchor(page.href, page.text)} &nbsp;&middot;&nbsp; `}${anchor(about, 'What is Flawless?')}
    </td>
  </tr>`;
}
