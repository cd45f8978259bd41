/** The width of a line's leading white space, a tab as four. */
export function measureIndent(line: string): number {
  let width = 0;
  for (const char of line.slice(0, 400)) {
    if (char === '\t') width += 4;
    else if (char === ' ') width += 1;
    else break;
  }
  return width;
}

/**
 * The index after the last line of the block that the line at `head` begins, by indentation: of `def … end`, of Python,
 * of a body in braces, of an expression that goes on over lines.
 */
export function measureBlock(lines: readonly string[], head: number): number {
  const width = measureIndent(lines[head] ?? '');
  let end = head + 1;
  let quote = '';
  for (let i = head; i < lines.length; i++) {
    const text = lines[i] ?? '';
    const isInside = quote !== '' || i === head || measureIndent(text) > width;
    quote = skipQuotes(text, quote);
    if (text.trim() === '') continue;
    const isComment = quote === '' && /^\s*\*[\s/*]/.test(text) && measureIndent(text) <= width + 1;
    const part = isComment ? 'comment' : isInside ? 'body' : classifyLine(text.trimStart());
    if (part === 'end' && measureIndent(text) === width) return i + 1;
    if (part === 'end' || part === 'next') break;
    if (part === 'body') end = i + 1;
  }
  return end;
}

/** What a line that is indented no deeper than the head is to its block. A comment may be about what follows. */
function classifyLine(text: string): 'body' | 'comment' | 'end' | 'next' {
  if (/^(?:\}|end\b|esac\b|done\b|fi\b)/.test(text)) return 'end';
  if (/^(?:[{)\]]|(?:rescue|ensure|else|after|catch|finally|where)\b)/.test(text)) return 'body';
  return /^(?:#|\/\/|\/\*|\*|--|%|;)/.test(text) ? 'comment' : 'next';
}

/** Text in triple quotes may stand at the margin; gives the quotes it is still in at the line's end. */
function skipQuotes(text: string, open: string): string {
  let quote = open;
  for (let at = 0; ; at += 3) {
    const double = text.indexOf(quote === "'''" ? quote : '"""', at);
    const single = quote === '' ? text.indexOf("'''", at) : -1;
    at = single !== -1 && (double === -1 || single < double) ? single : double;
    if (at === -1) return quote;
    quote = quote === '' ? text.slice(at, at + 3) : '';
  }
}
