import { isSeq, parseDocument, stringify } from 'yaml';

/** An entry as it is written into a file; a field that is absent or null is left out. */
export type NewEntry = Readonly<Record<string, unknown>>;

/**
 * Adds an entry to the text of a rule file and leaves everything that stands there as it is. The file may end in a
 * comment, be indented, be written in brackets, or have nothing in it yet. What comes out must be read again before
 * it is trusted: a few forms, such as an explicit end of the document, do not take an entry.
 */
export function appendEntry(text: string, entry: NewEntry): string {
  const list = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' }).contents;
  const written = Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null));
  if (isSeq(list) && list.flow === true) return appendInBrackets(text, list, written);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = isSeq(list) ? indentAt(text, list.range?.[0] ?? 0) : '';
  const yaml = stringify([written], { lineWidth: 0, blockQuote: false });
  const lines = yaml
    .trimEnd()
    .split('\n')
    .map((line) => indent + line);
  return `${text}${/(?:^\uFEFF?|\n)$/.test(text) ? '' : newline}${lines.join(newline)}${newline}`;
}

type Sequence = {
  readonly items: readonly unknown[];
  readonly range?: readonly [number, number, number] | null;
};

function appendInBrackets(text: string, list: Sequence, entry: NewEntry): string {
  const end = (list.range?.[1] ?? text.length) - 1;
  const before = text.slice(0, end);
  const comma = list.items.length === 0 || before.trimEnd().endsWith(',') ? '' : ', ';
  return `${before}${comma}${JSON.stringify(entry)}${text.slice(end)}`;
}

function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return ' '.repeat(text.slice(start, offset).replace(/^\uFEFF/, '').length);
}
