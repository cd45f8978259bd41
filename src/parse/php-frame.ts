import { MAX_FRAME_LINE_LENGTH } from './limits.ts';
import type { Frame } from './stack.ts';

/**
 * Reads `at Shop.Till.open(Till.php:12)`: namespace and class with dots, and of the file its name alone, as the
 * OpenTelemetry SDK prints it. `undefined` when the line is not one.
 */
export function parsePhpFrame(line: string): Frame | undefined {
  const text = line.trim();
  if (text.length > MAX_FRAME_LINE_LENGTH || !text.startsWith('at ') || !text.endsWith(')')) return undefined;
  const open = openingOf(text);
  const call = text.slice('at '.length, open);
  const place = parsePlace(text.slice(open + 1, -1));
  if (!place || call === '' || call.endsWith(' ') || (place.native && !isCallable(call))) return undefined;
  return { ...place, ...splitPhpName(call, '.') };
}

/**
 * `Shop\Till->open`, `Shop\open` or `Shop.Till.open` → the class or namespace, as printed, and the function; `{main}` is
 * the code of a file outside of all functions.
 */
export function splitPhpName(printed: string, separator: '.' | '\\'): Frame {
  if (/^(?:\{main\}|(?:include|require)(?:_once)?)$/.test(printed)) return { function: '{main}' };
  const closure = printed.indexOf('{closure');
  const name = closure < 0 ? printed : printed.slice(0, closure);
  const call = CALLS.map((sign) => name.lastIndexOf(sign)).find((at) => at > 0);
  const end = call ?? name.lastIndexOf(separator);
  const own = closure < 0 ? printed.slice(end + (call === undefined ? 1 : 2)) : '{closure}';
  const owner =
    closure < 0 || call !== undefined ? name.slice(0, Math.max(0, end)) : closureOwner(name, separator);
  return owner === '' ? { function: own } : { function: own, module: dropPlace(owner) };
}

const CALLS = ['->', '::'] as const;
const MAX_NAME_LENGTH = 512;

/** `Shop.Till.Shop.`: a closure's name has its namespace in front, and its class has it too. */
function closureOwner(printed: string, separator: string): string {
  const owner = printed.slice(0, -1);
  if (owner.length > MAX_NAME_LENGTH) return owner;
  const parts = owner.split(separator);
  for (let count = Math.floor((parts.length - 1) / 2); count > 0; count--) {
    const isRepeated = parts
      .slice(0, count)
      .every((part, index) => part === parts[parts.length - count + index]);
    if (isRepeated) return parts.slice(0, -count).join(separator);
  }
  return owner;
}

/** The name of a class without a name goes on with its file. */
function dropPlace(owner: string): string {
  const end = owner.indexOf('@anonymous');
  return end < 0 ? owner : owner.slice(0, end + '@anonymous'.length);
}

/** The parenthesis that the last one closes; files and closures have some of their own. */
function openingOf(text: string): number {
  let depth = 0;
  for (let at = text.length - 1; at > 0; at--) {
    if (text[at] === ')') depth++;
    else if (text[at] === '(' && --depth === 0) return at;
  }
  return text.length;
}

/** Files of other languages that print the same form are not PHP's. */
const FOREIGN = /\.(?:java|kts?|scala|groovy|clj[cs]?|cs|[cm]?[jt]sx?|py|rb|go)$|:/;

function parsePlace(printed: string): Frame | undefined {
  if (printed === 'Unknown Source') return { native: true };
  const made = EVAL.exec(printed);
  const colon = made?.index ?? printed.lastIndexOf(':');
  const file = printed.slice(0, Math.max(0, colon));
  const digits = made?.[1] ?? printed.slice(colon + 1);
  if (file === '' || FOREIGN.test(file) || !/^\d{1,9}$/.test(digits)) return undefined;
  return { file, line: Number(digits), ...(made && { eval: true }) };
}

/** `cases.php(28) : eval()'d code:1`: the place of the call of eval is in a real file. */
const EVAL = /\((\d{1,9})\) : eval\(\)'d code/;

/** A function that PHP itself calls has no file. */
function isCallable(call: string): boolean {
  return /^[^\s()/]+$/.test(call);
}
