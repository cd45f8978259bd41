import { collapseSpace } from '../collapse-space.ts';
import type { Frame } from '../parse/stack.ts';
import { toPlainFunctionName } from '../plain-function-name.ts';

/**
 * What in a file's text speaks against its being a frame's file, as a clause: it has not the line that the trace quotes,
 * or nowhere the function's name. Null when nothing does.
 */
export function findContradiction(frame: Frame, path: string, text: string): string | null {
  const quoted = collapseSpace(frame.text ?? '');
  // Anything shorter may be cut off by the trace, or be anywhere.
  if (quoted.length >= TELLING)
    return hasLine(text, quoted) ? null : `${path} has no line like the one in the trace`;
  const name = nameInSource(frame, path);
  return name === '' || text.includes(name)
    ? null
    : `${path} has nothing called ${name}, which the trace names`;
}

const TELLING = 10;
const MAX_QUOTED = 500;

function hasLine(text: string, quoted: string): boolean {
  const wanted = quoted.slice(0, MAX_QUOTED);
  return text.includes(wanted) || collapseSpace(text).includes(wanted);
}

/** Only languages whose traces name functions as their sources do. */
const NAMES_AS_WRITTEN = /\.(?:[cm]?[jt]sx?|vue|svelte|py|rb|rs)$/;

/** Empty where the source need not have such a word: code outside functions, and names that compilers or bundlers make. */
function nameInSource({ function: printed = '' }: Frame, path: string): string {
  if (!NAMES_AS_WRITTEN.test(path) || /[<>{}]$|\.<anonymous>|^<|\{\{/.test(printed.trim())) return '';
  const name = toPlainFunctionName(printed);
  return name.length > SHORT ? name : '';
}

// Minifiers' names are as short.
const SHORT = 2;
