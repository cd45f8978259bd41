import { type CST, isMap, isNode, isPair, isSeq, parseDocument } from 'yaml';

/**
 * Takes one entry out of the text of a rule file and leaves everything else as it is, comments around it included;
 * null when the text is no list that long. What comes out must be read again before it is trusted: another entry may
 * have repeated a part of the one that went.
 */
export function removeEntry(text: string, index: number): string | null {
  const options = { keepSourceTokens: true, uniqueKeys: false, logLevel: 'silent' } as const;
  const list = parseDocument(text, options).contents;
  if (!isSeq(list) || list.srcToken === undefined) return null;
  const end = findEnd(list.items[index]);
  if (list.srcToken.type === 'flow-collection') return cutFromBrackets(text, list.srcToken.items, index, end);
  const start = list.srcToken.type === 'block-seq' ? findDash(list.srcToken.items[index]) : null;
  return start === null || end === null ? null : cutLines(text, start, end);
}

type Item = CST.CollectionItem | undefined;

function findDash(item: Item): number | null {
  return item?.start.find(({ type }) => type === 'seq-item-ind')?.offset ?? null;
}

/** Where the last thing in a value ends: what follows a mapping inside it, such as comments, belongs to nobody. */
function findEnd(node: unknown): number | null {
  if (isPair(node)) return findEnd(node.value) ?? findEnd(node.key);
  const block = (isMap(node) || isSeq(node)) && node.flow !== true ? node.items.at(-1) : undefined;
  if (block !== undefined) return findEnd(block);
  return isNode(node) ? (node.range?.[1] ?? null) : null;
}

/** From the line with the dash to the line in which the entry ends. */
function cutLines(text: string, start: number, end: number): string {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const isLineEnd = end > start && text[end - 1] === '\n';
  const next = isLineEnd ? end : text.indexOf('\n', end) + 1;
  const mark = from === 0 && text.startsWith('\uFEFF') ? '\uFEFF' : '';
  return `${text.slice(0, from)}${mark}${next === 0 ? '' : text.slice(next)}`;
}

/** With the comma behind it, or, at the end of the list, the one before it. */
function cutFromBrackets(
  text: string,
  items: readonly CST.CollectionItem[],
  index: number,
  end: number | null,
): string | null {
  const value = items[index]?.value;
  if (value === undefined || value === null || end === null) return null;
  const comma = findComma(items[index + 1]) ?? null;
  if (comma !== null) return cut(text, value.offset, comma + 1);
  const before = findComma(items[index]);
  return before === undefined ? cut(text, value.offset, end) : cut(text, before, end);
}

function findComma(item: Item): number | undefined {
  return item?.start.find(({ type }) => type === 'comma')?.offset;
}

/** White space behind the cut goes with it, and a line that nothing is left of. */
function cut(text: string, start: number, end: number): string {
  const [before, after] = [text.slice(0, start), text.slice(end)];
  const isAlone = /(?:^|\n)[ \t]*$/.test(before) && /^[ \t]*\r?\n/.test(after);
  if (isAlone) return before.replace(/[ \t]*$/, '') + after.replace(/^[ \t]*\r?\n/, '');
  return before + after.replace(/^ +(?!#)/, '');
}
