import { html, type Html } from '../html.ts';
import type { Fact } from './explain-blame.ts';
import type { TraceRow } from './fold-frames.ts';
import type { FoldedTrace, TraceBlock } from './fold-trace.ts';
import { STYLES } from './mail-style.ts';
import type { CodeRow } from './show-code.ts';

/** A row of the page's table with a heading; nothing when there is nothing to show. */
export function section(heading: string, content: Html | null): Html | null {
  return (
    content &&
    html`<tr>
      <td style="${STYLES.section}">
        <p class="ink" style="${STYLES.heading}">${heading}</p>
        ${content}
      </td>
    </tr>`
  );
}

/** Labels and values side by side; `labelWidth` is in pixels or per cent. */
export function factTable(facts: readonly Fact[], labelWidth = '110'): Html | null {
  if (facts.length === 0) return null;
  const rows = facts.map(
    ({ label, value }) =>
      html`<tr>
        <td class="soft" width="${labelWidth}" valign="top" style="${STYLES.label}">${label}</td>
        <td class="ink" valign="top" style="${STYLES.value}">${value}</td>
      </tr>`,
  );
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="${STYLES.bare}">
    ${rows}
  </table>`;
}

/** Lines of code with their numbers; the blamed one stands out. */
export function codeTable(rows: readonly CodeRow[]): Html | null {
  return rows.length === 0 ? null : box(rows.map(codeRow));
}

function codeRow({ line, text, blamed }: CodeRow): Html {
  const number = blamed ? STYLES.hotNumber : STYLES.number;
  const code = blamed ? STYLES.hotCode : STYLES.code;
  return html`<tr>
    <td class="${blamed ? 'hot' : 'soft'}" width="36" valign="top" style="${number}">${line}</td>
    <td class="${blamed ? 'hot' : 'ink'}" valign="top" style="${code}">${keepSpaces(text)}</td>
  </tr>`;
}

/** The exceptions of a chain, each with its frames. */
export function traceTable({ order, blocks }: FoldedTrace): Html | null {
  const rows = blocks.flatMap((block) => traceRows(block, order));
  return rows.length === 0 ? null : box(rows);
}

function traceRows({ lead, title, rows }: TraceBlock, order: FoldedTrace['order']): readonly Html[] {
  const above = lead === null ? [] : [traceCell('soft', STYLES.lead, lead)];
  const name = title === '' ? [] : [traceCell('red', STYLES.thrown, html`${letBreak(title)}`)];
  const frames = rows.map(frameRow);
  return order === 'oldest first' ? [...above, ...frames, ...name] : [...above, ...name, ...frames];
}

function frameRow(row: TraceRow): Html {
  if (row.is === 'folded') return traceCell('soft', STYLES.folded, row.text);
  const where = row.function === null ? '' : ` in ${row.function}`;
  const code = row.code !== null && html`<br />${keepSpaces(`    ${row.code}`)}`;
  const content = html`<b>${letBreak(row.place)}</b>${where}${code}${variableTable(row.locals)}`;
  return row.blamed ? traceCell('hot', STYLES.hotOurs, content) : traceCell('ink', STYLES.ours, content);
}

/** The local variables of a frame, beneath it. */
function variableTable(variables: readonly Fact[]): Html | null {
  if (variables.length === 0) return null;
  const rows = variables.map(
    ({ label, value }) =>
      html`<tr>
        <td class="soft" width="30%" valign="top" style="${STYLES.variable}">${label}</td>
        <td class="ink" valign="top" style="${STYLES.variableValue}">${keepSpaces(value)}</td>
      </tr>`,
  );
  return html`<table class="inset" width="100%" cellpadding="0" cellspacing="0" border="0" style="${STYLES.inset}">
    ${rows}
  </table>`;
}

function traceCell(name: string, style: string, content: Html | string): Html {
  return html`<tr>
    <td class="${name}" style="${style}">${content}</td>
  </tr>`;
}

/** A document of several lines, indentation kept. */
export function documentBox(lines: readonly string[]): Html | null {
  if (lines.length === 0) return null;
  return box([
    html`<tr>
      <td class="ink" style="${STYLES.document}">${breakLines(lines)}</td>
    </tr>`,
  ]);
}

/** The one link that most readers want. */
export function button(href: string, text: string): Html {
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="${STYLES.bare}">
    <tr>
      <td bgcolor="#1a56b0" style="${STYLES.button}"><a href="${href}" style="${STYLES.buttonLink}">${text}</a></td>
    </tr>
  </table>`;
}

/** A link. */
export function anchor(href: string, text: string): Html {
  return html`<a class="link" href="${href}" style="${STYLES.link}">${text}</a>`;
}

/** A sentence in a box of its own, which nobody overlooks. */
export function callout(text: string): Html {
  return html`<table
    role="presentation"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border="0"
    style="${STYLES.bare}"
  >
    <tr>
      <td class="callout" bgcolor="#e8f0fb" style="${STYLES.callout}">${text}</td>
    </tr>
  </table>`;
}

/** A path that may be broken between its folders on a narrow screen, or a name between its parts. */
export function letBreak(text: string): readonly Html[] {
  const parts = text.split(text.includes('/') ? /(?<=\/)(?=[^\s/])/ : /(?<=[.:])(?=[^\s.:])/);
  return parts.map((part, i) => html`${i > 0 && html`<wbr />`}${part}`);
}

/** Lines under one another. */
export function breakLines(lines: readonly string[]): readonly Html[] {
  return lines.map((line, i) => html`${i > 0 && html`<br />`}${keepSpaces(line)}`);
}

// Word collapses ordinary spaces whatever the style says.
function keepSpaces(line: string): string {
  return line.replace(/^ +/, (spaces) => '\u00A0'.repeat(spaces.length)).replaceAll('  ', ' \u00A0');
}

function box(rows: readonly Html[]): Html {
  return html`<table
    role="presentation"
    class="box"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border="0"
    style="${STYLES.box}"
  >
    ${rows}
  </table>`;
}
