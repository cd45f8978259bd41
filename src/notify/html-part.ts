import { html, type Html } from '../html.ts';
import type { MailContent } from './gather-content.ts';
import { breakLines, codeTable, documentBox, factTable, section, traceTable } from './html-blocks.ts';
import { DARK_STYLE, STYLES } from './mail-style.ts';

/** The HTML part of a mail: nested tables and inline styles, which is what all mail programs understand. */
export function renderHtmlPart(content: MailContent): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${content.subject}</title>
        ${DARK_STYLE}
      </head>
      <body class="page" style="${STYLES.body}">
        <div style="${STYLES.preheader}">${preheader(content)}</div>
        ${page(content)}
      </body>
    </html>`.toString();
}

// What inboxes show beside the subject.
function preheader({ type, message, often, place }: MailContent): string {
  return `${[type, message[0] ?? ''].filter((part) => part !== '').join(': ')} (${often}, ${place})`;
}

function page(content: MailContent): Html {
  return html`<table
    role="presentation"
    class="page"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border="0"
    style="${STYLES.page}"
  >
    <tr>
      <td align="center" style="${STYLES.gutter}">
        <!--[if mso]><table role="presentation" width="720" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
        ${card(content)}
        <!--[if mso]></td></tr></table><![endif]-->
      </td>
    </tr>
  </table>`;
}

function card(content: MailContent): Html {
  return html`<table
    role="presentation"
    class="card"
    align="center"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border="0"
    style="${STYLES.card}"
  >
    ${banner(content)} ${head(content)} ${section('The line at fault', blamedLine(content))}
    ${section('Who changed it last', blame(content))} ${actions(content)}
    ${section('Where and when', factTable(content.facts))} ${section('Trace', traceTable(content.trace))}
    ${section('Request', factTable(content.request, '30%'))}
    ${section('Local variables', documentBox(content.locals))}
    ${section('Additional information', documentBox(content.information))} ${foot(content)}
  </table>`;
}

function banner({ banner: lines }: MailContent): Html | null {
  if (lines.length === 0) return null;
  return html`<tr>
    <td class="banner" style="${STYLES.banner}">${breakLines(lines)}</td>
  </tr>`;
}

function head({ type, message, often }: MailContent): Html {
  return html`<tr>
    <td style="${STYLES.head}">
      <p class="soft" style="margin:0;${STYLES.often}">Seen ${often}</p>
      <h1 class="red" style="${STYLES.title}">${type}</h1>
      <div class="ink" style="${STYLES.message}">${breakLines(message)}</div>
    </td>
  </tr>`;
}

function blamedLine({ place, function: name, code }: MailContent): Html {
  return html`<p class="ink" style="${STYLES.place}"><b>${place}</b>${name && ` in ${name}`}</p>
    ${codeTable(code)}`;
}

function blame({ blame: facts, why }: MailContent): Html {
  return html`${factTable(facts)}
    <p class="ink" style="${STYLES.prose}">${why}</p>`;
}

function actions({ links, assigned }: MailContent): Html {
  const trace = links.trace !== null && html` &nbsp;&middot;&nbsp; ${anchor(links.trace, 'Open the trace')}`;
  return html`<tr>
    <td style="${STYLES.actions}">
      <table role="presentation" cellpadding="0" cellspacing="0" border="0">
        <tr>
          <td bgcolor="#1a56b0" style="${STYLES.button}">
            <a href="${links.traceback}" style="${STYLES.buttonLink}">View the most recent traceback</a>
          </td>
        </tr>
      </table>
      <p class="soft" style="margin:0;${STYLES.links}">
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

function anchor(href: string, text: string): Html {
  return html`<a class="link" href="${href}" style="${STYLES.link}">${text}</a>`;
}
