import { MAX_FRAME_LINE_LENGTH } from './limits.ts';
import { sourceName } from './java-names.ts';
import type { Frame } from './stack.ts';

/** What `at call(place)` says: the class, the method, and the parentheses. */
export type PrintedCall = { readonly owner: string; readonly method: string; readonly place: string };

/**
 * Reads `at loader/module@version/package.Class.method(File.java:12)`, as `StackTraceElement` prints it for every language
 * of the JVM. `undefined` when the line is not one, or was cut before its end.
 */
export function parseJavaFrame(line: string): Frame | undefined {
  const call = splitCall(dropPackaging(line.trim()));
  const place = call && parsePlace(call.place);
  if (!call || !place) return undefined;
  const { owner, module } = dropLoader(call.owner);
  if (owner === '' || /[\s:()]/.test(owner)) return undefined;
  const name = sourceName(owner, call.method, place.file ?? '');
  const isRuntime = place.native === true || RUNTIME.test(owner) || /^(?:java|jdk)\./.test(module);
  return { ...place, ...name, ...(isRuntime && { native: true }) };
}

/** Splits `at a.b.C.method(place)`; V8 puts a space before the parenthesis, and never a class without it. */
function splitCall(text: string): PrintedCall | undefined {
  if (text.length > MAX_FRAME_LINE_LENGTH || !text.startsWith('at ') || !text.endsWith(')')) return undefined;
  const open = text.lastIndexOf('(');
  const call = text.slice('at '.length, open);
  const dot = call.lastIndexOf('.');
  const method = call.slice(dot + 1);
  if (dot < 1 || method === '' || method !== method.trim()) return undefined;
  return { owner: call.slice(0, dot), method, place: text.slice(open + 1, -1) };
}

/** Logback and Log4j add the jar: ` ~[shop.jar:1.2]` or ` [classes/:na]`. */
function dropPackaging(text: string): string {
  const start = text.endsWith(']') ? text.lastIndexOf(' [') : -1;
  const unsure = text.endsWith(']') ? text.lastIndexOf(' ~[') : -1;
  const end = Math.max(start, unsure);
  return end < 0 ? text : text.slice(0, end);
}

/** The name of a lambda's hidden class has a slash of its own, and an address that differs from run to run. */
function dropLoader(printed: string): { readonly owner: string; readonly module: string } {
  const lambda = printed.indexOf('$$Lambda');
  const stable = lambda < 0 ? printed : printed.slice(0, lambda + '$$Lambda'.length);
  const slash = stable.lastIndexOf('/');
  const before = stable.slice(0, Math.max(0, slash));
  return { owner: stable.slice(slash + 1), module: `${before.slice(before.lastIndexOf('/') + 1)}.` };
}

/** A file always has an extension or a line, which a parameter of .NET has not. */
function parsePlace(printed: string): Frame | undefined {
  if (printed === 'Native Method' || printed === '<generated>') return { native: true };
  // Android prints the position in the bytecode as if it were a line.
  if (/^Unknown Source(?::\d{1,9})?$/.test(printed)) return {};
  const colon = printed.lastIndexOf(':');
  const file = colon < 0 ? printed : printed.slice(0, colon);
  if (file === '' || /\.(?:php|inc|phtml)$|:\d+$/.test(file) || file.startsWith(' ')) return undefined;
  if (colon < 0) return /^[^\s:]+\.[^\s:.]+$/.test(file) || file === 'SourceFile' ? { file } : undefined;
  const digits = printed.slice(colon + 1);
  return /^\d{1,9}$/.test(digits) ? { file, line: Number(digits) } : undefined;
}

/** What comes with the JDK and with the other languages, and classes made at run time. */
const RUNTIME =
  /^(?:java|jdk|sun|com\.sun|kotlin|scala|groovy|clojure|org\.codehaus\.groovy|org\.apache\.groovy)\.|\$\$Lambda$|\$Proxy\d+$/;
