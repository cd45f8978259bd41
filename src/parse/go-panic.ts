import type { ReportedNames } from './header.ts';

/** What was thrown; of a chain the one that was thrown last stands first. */
export type Panic = { readonly type: string; readonly message: string };

/**
 * Reads what stands above `goroutine 1 [running]:`. Each panic that replaced another is printed below it and indented,
 * as are the further lines of a message. Without a panic it is taken for the message.
 */
export function readPanics(lines: readonly string[], reported: ReportedNames): readonly Panic[] {
  const start = lines.findIndex((line) => startOf(line) !== undefined);
  if (start < 0) return [{ type: '', message: lines.join('\n').trim() }];
  const panics: Panic[] = [];
  let end = start;
  for (let index = start; index < lines.length && !isEnd(lines[index] ?? ''); index++) {
    const begun = startOf(lines[index]?.replace(/^\t/, '') ?? '');
    if (begun && index > start) panics.push(finish(lines.slice(end, index)));
    if (begun) end = index;
  }
  panics.push(finish(lines.slice(end)));
  const [root, ...others] = panics.toReversed();
  // A program that reports its panic says its type; the runtime prints none.
  return root ? [{ ...root, type: reported.type ? '' : root.type }, ...others] : [];
}

type Start = { readonly type: string; readonly length: number };

/** net/http writes `http: panic serving 127.0.0.1:5000: message` into its log. */
function startOf(line: string): Start | undefined {
  const type = ['panic', 'fatal error'].find((word) => line.startsWith(`${word}: `));
  if (type !== undefined) return { type, length: type.length + 2 };
  const served = line.indexOf(SERVING);
  const message = served < 0 ? -1 : line.indexOf(': ', served + SERVING.length);
  return message < 0 ? undefined : { type: 'panic', length: message + 2 };
}

const SERVING = 'http: panic serving ';

/** `[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x6eb490]` is about the process. */
function isEnd(line: string): boolean {
  return line.startsWith('[signal ') || line.startsWith('goroutine ');
}

function finish(lines: readonly string[]): Panic {
  const end = lines.findIndex(isEnd);
  const [first = '', ...more] = (end < 0 ? lines : lines.slice(0, end)).map((line) =>
    line.replace(/^\t/, ''),
  );
  const { type = '', length = 0 } = startOf(first) ?? {};
  const message = [first.slice(length), ...more].join('\n').trimEnd();
  return { type, message: message.replace(/ \[recovered(?:, repanicked)?\]$/, '') };
}
