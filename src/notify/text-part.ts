import { cutText } from './clean-text.ts';
import type { Fact } from './explain-blame.ts';
import type { TraceRow } from './fold-frames.ts';
import type { FoldedTrace, TraceBlock } from './fold-trace.ts';
import type { MailContent } from './gather-content.ts';
import type { CodeRow } from './show-code.ts';
import { wrapText } from './wrap-text.ts';

const WIDTH = 78;

/** The plain text part of a mail, made for 78 columns; only addresses of pages and long words are wider. */
export function renderTextPart(content: MailContent): string {
  const sections: readonly (readonly string[])[] = [
    content.banner.flatMap((line) => wrapText(line, WIDTH)),
    head(content),
    content.since === '' ? [] : wrapText(content.since, WIDTH),
    blamedLine(content),
    titled('Who changed it last', blame(content)),
    links(content),
    titled('Where and when', facts(content.facts)),
    titled('Trace', trace(content.trace)),
    titled('Request', facts(content.request)),
    titled('Other local variables', quote(content.locals)),
    titled('Additional information', quote(content.information)),
    ['What is Flawless?', `  ${content.links.about}`],
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function head({ type, message, surfacedAs, often }: MailContent): readonly string[] {
  return [
    ...wrapText(type, WIDTH),
    ...message.flatMap((line) => (line === '' ? [''] : wrapText(line, WIDTH, '  '))),
    ...(surfacedAs === '' ? [] : wrapText(`It surfaced as ${surfacedAs}`, WIDTH)),
    `Seen ${often}.`,
  ];
}

function blamedLine({ place, function: name, code, doubt }: MailContent): readonly string[] {
  const where = name === null ? place : `${place} in ${name}`;
  const lines = [...wrapText(where, WIDTH, '  '), ...code.map(codeLine), ...wrapText(doubt, WIDTH, '  ')];
  return titled('The line at fault', lines);
}

function codeLine({ line, text, blamed }: CodeRow): string {
  return cutText(`${blamed ? '  > ' : '    '}${String(line).padStart(5)}  ${text}`, WIDTH).trimEnd();
}

function blame({ blame: rows, why, others }: MailContent): readonly string[] {
  const sentences = [why, others].filter((sentence) => sentence !== '');
  return [...facts(rows), ...sentences.flatMap((sentence) => wrapText(sentence, WIDTH, '  '))];
}

function links({ links: { traceback, assigned, whitelist, trace: traceUrl }, ...content }: MailContent) {
  return [
    'View the most recent traceback',
    `  ${traceback}`,
    content.assigned,
    `  ${assigned}`,
    'Add to whitelist',
    `  ${whitelist}`,
    ...(traceUrl === null ? [] : ['Open the trace', `  ${traceUrl}`]),
  ];
}

function facts(all: readonly Fact[]): readonly string[] {
  const widest = Math.min(MAX_LABEL, Math.max(0, ...all.map(({ label }) => label.length)));
  return all.flatMap(({ label, value }) => {
    const [first = '', ...rest] = wrapText(value, WIDTH - widest - 4);
    const indent = ' '.repeat(widest + 4);
    return [`  ${label.padEnd(widest)}  ${first}`.trimEnd(), ...rest.map((line) => indent + line)];
  });
}

const MAX_LABEL = 28;

function trace({ order, blocks }: FoldedTrace): readonly string[] {
  return blocks.flatMap((block) => traceBlock(block, order));
}

function traceBlock({ lead, title, rows }: TraceBlock, order: FoldedTrace['order']): readonly string[] {
  const above = lead === null ? [] : [`  ${lead}`];
  const name = wrapText(title, WIDTH, '  ');
  const frames = rows.flatMap(frameLines);
  return order === 'oldest first' ? [...above, ...frames, ...name] : [...above, ...name, ...frames];
}

function frameLines(row: TraceRow): readonly string[] {
  if (row.is === 'folded') return [`      ${row.text}`];
  const where = row.function === null ? row.place : `${row.place} in ${row.function}`;
  const code = row.code === null ? [] : [cutText(`        ${row.code}`, WIDTH)];
  return [`  ${row.blamed ? '>' : ' '} ${where}`, ...code, ...row.locals.flatMap(variableLines)];
}

function variableLines({ label, value }: Fact): readonly string[] {
  const [first = '', ...rest] = wrapText(`${label} = ${value}`, WIDTH - VARIABLE_INDENT.length - 2);
  return [VARIABLE_INDENT + first, ...rest.map((line) => `${VARIABLE_INDENT}  ${line}`)];
}

const VARIABLE_INDENT = ' '.repeat(10);

function quote(lines: readonly string[]): readonly string[] {
  return lines.map((line) => cutText(`  ${line}`, WIDTH));
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}
