import { cleanLines } from './clean-text.ts';

/** JSON as indented lines, at most `max` characters; a text that is no JSON, or nested too deeply, stays as it is. */
export function formatJson(text: string, max: number): readonly string[] {
  return cleanLines(indent(text) ?? text, max);
}

// Indentation makes deep nesting grow with its square.
const MAX_DEPTH = 32;
const MAX_CHARACTERS = 256 * 1024;

function indent(text: string): string | null {
  if (text.length > MAX_CHARACTERS || measureDepth(text) > MAX_DEPTH) return null;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}

// Brackets inside strings count too, which only errs on the safe side.
function measureDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth = Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
