import { html, type Html } from '../html.ts';
import { DARK_STYLE, STYLES, WORD_STYLE } from './mail-style.ts';

/**
 * The HTML document of a mail: nested tables and inline styles, which is what all mail programs understand. The
 * preheader is what inboxes show beside the subject; `rows` are those of the card's table.
 */
export function frameMail(title: string, preheader: string, rows: Html | readonly Html[]): string {
  return html`<!doctype html>
    <html lang="en" xmlns:o="urn:schemas-microsoft-com:office:office">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${title}</title>
        ${WORD_STYLE} ${DARK_STYLE}
      </head>
      <body class="page" style="${STYLES.body}">
        <div style="${STYLES.preheader}">${preheader}</div>
        ${page(rows)}
      </body>
    </html>`.toString();
}

function page(rows: Html | readonly Html[]): Html {
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
        ${card(rows)}
        <!--[if mso]></td></tr></table><![endif]-->
      </td>
    </tr>
  </table>`;
}

function card(rows: Html | readonly Html[]): Html {
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
    ${rows}
  </table>`;
}
