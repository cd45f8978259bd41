/**
 * The packages, namespaces or modules a source file says it declares, with dots between their parts; empty when its
 * language does not say, or the file declares none.
 */
export function listDeclaredNames(path: string, text: string): readonly string[] {
  const declaration = DECLARATIONS.get(path.slice(path.lastIndexOf('.') + 1));
  if (declaration === undefined) return [];
  const head = text.slice(0, MAX_HEAD).split('\n');
  const names = head.flatMap((line) => {
    const name = declaration.exec(line.slice(0, 500))?.[1];
    return name === undefined ? [] : [toPlainName(name)];
  });
  // Scala's clauses and nested namespaces add up.
  return names.length > 1 ? [...names, names.join('.')] : names;
}

// Declarations stand above the code.
const MAX_HEAD = 64 * 1024;
const PACKAGE = /^\s*package\s+(?!object\b)([\w.`$]+)/;
const NAMESPACE = /^\s*(?:<\?php\s+)?namespace\s+([\w.\\]+)/;
const DECLARATIONS: ReadonlyMap<string, RegExp> = new Map([
  ...['java', 'kt', 'kts', 'scala', 'sc', 'groovy'].map((extension) => [extension, PACKAGE] as const),
  ...['cs', 'fs', 'php'].map((extension) => [extension, NAMESPACE] as const),
  ...['clj', 'cljc'].map((extension) => [extension, /^\s*\(ns\s+([\w.*+!?<>=-]+)/] as const),
  ['vb', /^\s*Namespace\s+([\w.]+)/i],
]);

/** Whether one of the names is a frame's module, or what stands around that class or function. */
export function covers(declared: readonly string[], module: string): boolean {
  const inner = toPlainName(module);
  const outer = inner.slice(0, Math.max(0, inner.lastIndexOf('.')));
  return declared.some((name) => name === inner || name === outer);
}

/** Whether a name begins as the module does: what PHP tells of a trait is the class that uses it. */
export function sharesVendor(declared: readonly string[], module: string): boolean {
  const [vendor] = toPlainName(module).split('.', 1);
  return declared.some((name) => name.split('.', 1)[0] === vendor);
}

/** Without what is inside a class, and written as the runtimes write it. */
function toPlainName(name: string): string {
  const [outermost = ''] = name.replaceAll('`', '').split(/[$+]/, 1);
  return outermost.replaceAll('\\', '.').replaceAll('-', '_');
}
