import type { Frame } from './stack.ts';

/**
 * The function that the source names, for what compilers of the JVM's languages make of lambdas, closures and names with
 * signs: their counters change with every edit above. `module` is the class, as printed.
 */
export function sourceName(owner: string, method: string, file: string): Frame {
  const simple = owner.slice(owner.lastIndexOf('.') + 1);
  if (method.length + simple.length > MAX_NAME_LENGTH) return { function: method, module: owner };
  if (CLOJURE.test(file)) return clojureName(owner, simple, method);
  if (file.endsWith('.groovy')) return { function: groovyName(simple, method), module: owner };
  if (file.endsWith('.scala')) return { function: scalaName(method), module: owner };
  if (file.endsWith('.kt')) return { function: kotlinName(simple, method), module: owner };
  return { function: javaName(method), module: owner };
}

const MAX_NAME_LENGTH = 512;
const CLOJURE = /\.clj[cs]?$|^NO_SOURCE_FILE$/;

/** `lambda$open$0`; `new` and `static` stand for a constructor and a class's initializer. */
function javaName(method: string): string {
  const name = method.startsWith('lambda$') ? dropCounters(method.slice('lambda$'.length)) : method;
  if (name === method) return method;
  if (name === 'new') return '<init>';
  return name === 'static' ? '<clinit>' : name;
}

/** `pay$default`, `main$lambda$0`; a lambda of its own class is `MainKt$main$run$1.invoke`. */
function kotlinName(simple: string, method: string): string {
  if (/^invoke(?:Suspend)?$/.test(method) && /\$\d+$/.test(simple)) {
    const [, ...inner] = simple.split('$');
    return inner.find((part) => /^\p{Ll}/u.test(part)) ?? method;
  }
  const [name = ''] = method.split(/\$(?:lambda\$\d|default$|suspendImpl$)/);
  return name === '' ? method : name;
}

/** `$anonfun$open$1`, `open$1` (a function inside another), `$init$$$anonfun$1`, `open$extension`, `open$`. */
function scalaName(method: string): string {
  const counted = dropCounters(method.replace(/\$adapted$/, ''));
  const outer = counted.startsWith('$anonfun$') ? counted.slice('$anonfun$'.length) : counted;
  const named = outer.replace(/\$\$anonfun$/, '').replace(/\$extension$/, '');
  if (named === '$init$' || named === '$init') return '<init>';
  return named.replace(/\$$/, '') || method;
}

/** A closure is `Till$_total_closure1.doCall`. */
function groovyName(simple: string, method: string): string {
  const start = method === 'doCall' ? simple.indexOf('$_') : -1;
  const end = simple.indexOf('_closure', start);
  return start < 0 || end <= start + 2 ? method : simple.slice(start + 2, end);
}

/** A function is a class of its namespace: `shop.till_roll$total_QMARK_$fn__145.invoke` is `total?` of `shop.till_roll`. */
function clojureName(owner: string, simple: string, method: string): Frame {
  const [, outer] = simple.split('$');
  if (outer === undefined) return { function: demunge(method), module: owner };
  return { function: demunge(outer.replace(/__\d+$/, '')), module: owner.slice(0, owner.indexOf('$')) };
}

/** https://github.com/clojure/clojure/blob/master/src/jvm/clojure/lang/Compiler.java, `CHAR_MAP`. */
function demunge(name: string): string {
  return name.replace(/_[A-Z]{2,12}_|_/g, (munged) => SIGNS[munged] ?? (munged === '_' ? '-' : munged));
}

const SIGNS: Readonly<Record<string, string>> = {
  _BANG_: '!',
  _QMARK_: '?',
  _STAR_: '*',
  _PLUS_: '+',
  _GT_: '>',
  _LT_: '<',
  _EQ_: '=',
  _SLASH_: '/',
  _SINGLEQUOTE_: "'",
  _COLON_: ':',
  _AMPERSAND_: '&',
  _PERCENT_: '%',
  _SHARP_: '#',
  _BAR_: '|',
};

/** `open$0` and `open$1$2` without their numbers. */
function dropCounters(name: string): string {
  let end = name.length;
  for (
    let at = name.lastIndexOf('$');
    at > 0 && isNumber(name.slice(at + 1, end));
    at = name.lastIndexOf('$', end - 1)
  ) {
    end = at;
  }
  return name.slice(0, end);
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}
