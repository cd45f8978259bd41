import { RE2JS } from 're2js';

/** Whether `*`, which stands for any text, and `?`, for any one character, make the glob the text. Linear time. */
export function matchesGlob(glob: string, text: string): boolean {
  if (!/[*?]/.test(glob)) return glob === text;
  const pattern = RE2JS.quote(glob).replaceAll('\\*', '.*').replaceAll('\\?', '.');
  return RE2JS.compile(pattern, RE2JS.DOTALL).matches(text);
}
