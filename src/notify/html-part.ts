import { html, type Html } from '../html.ts';
import type { MailContent } from './gather-content.ts';
import {
  anchor,
  breakLines,
  button,
  callout,
  codeTable,
  documentBox,
  factTable,
  letBreak,
  section,
  traceTable,
} from './html-blocks.ts';
import { frameMail } from './frame-mail.ts';
import { STYLES } from './mail-style.ts';

/** The HTML part of a mail about an error. */
export function renderHtmlPart(content: MailContent): string {
  return frameMail(content.subject, preheader(content), card(content));
}

// What inboxes show beside the subject.
function preheader({ type, message, often, place }: MailContent): string {
  return `${[type, message[0] ?? ''].filter((part) => part !== '').join(': ')} (${often}, ${place})`;
}

function card(content: MailContent): Html {
  return html`${banner(content)} ${head(content)} ${news(content)} ${section('The line at fault', blamedLine(content))}
    ${section('Who changed it last', blame(content))} ${actions(content)}
    ${section('Where and when', factTable(content.facts))} ${section('Trace', traceTable(content.trace))}
    ${section('Request', factTable(content.request, '30%'))}
    ${section('Other local variables', documentBox(content.locals))}
    ${section('Additional information', documentBox(content.information))} ${foot(content)}`;
}

function banner({ banner: lines }: MailContent): Html | null {
  if (lines.length === 0) return null;
  return html`<tr>
    <td class="banner" style="${STYLES.banner}">${breakLines(lines)}</td>
  </tr>`;
}

function head({ type, message, surfacedAs, often }: MailContent): Html {
  return html`<tr>
    <td style="${STYLES.head}">
      <p class="soft" style="${STYLES.often}">Seen ${often}</p>
      <h1 class="red" style="${STYLES.title}">${letBreak(type)}</h1>
      ${message.length > 0 && html`<p class="ink" style="${STYLES.message}">${breakLines(message)}</p>`}
      ${surfacedAs !== '' && html`<p class="soft" style="${STYLES.surface}">It surfaced as ${letBreak(surfacedAs)}</p>`}
    </td>
  </tr>`;
}

// Whoever reads on about a line that is no more wastes their time.
function news({ since }: MailContent): Html | null {
  if (since === '') return null;
  return html`<tr>
    <td style="${STYLES.section}">
      ${callout(since)}
    </td>
  </tr>`;
}

function blamedLine({ place, function: name, code, doubt }: MailContent): Html {
  return html`<p class="ink" style="${STYLES.place}"><b>${letBreak(place)}</b>${name && ` in ${name}`}</p>
    ${codeTable(code)} ${doubt !== '' && html`<p class="ink" style="${STYLES.prose}">${doubt}</p>`}`;
}

function blame({ blame: facts, why, others }: MailContent): Html {
  return html`${factTable(facts)}
    <p class="ink" style="${STYLES.prose}">${why}</p>
    ${others !== '' && html`<p class="ink" style="${STYLES.prose}">${others}</p>`}`;
}

function actions({ links, assigned }: MailContent): Html {
  const trace = links.trace !== null && html` &nbsp;&middot;&nbsp; ${anchor(links.trace, 'Open the trace')}`;
  return html`<tr>
    <td style="${STYLES.actions}">
      ${button(links.traceback, 'View the most recent traceback')}
      <p class="soft" style="${STYLES.links}">
        ${anchor(links.assigned, assigned)} &nbsp;&middot;&nbsp; ${anchor(links.whitelist, 'Add to whitelist')}${trace}
      </p>
    </td>
  </tr>`;
}

function foot({ links }: MailContent): Html {
  return html`<tr>
    <td class="soft" style="${STYLES.foot}">${anchor(links.about, 'What is Flawless?')}</td>
  </tr>`;
}
