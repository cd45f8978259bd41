import type { Frame } from './stack.ts';

/**
 * The method that the source names, and its class: the compilers put async methods, iterators, lambdas and local functions
 * into classes like `<Pay>d__3`, `<>c__DisplayClass5_0` and methods like `<Pay>b__0`, whose counters change with every edit.
 */
export function dotnetName(printed: string): Frame {
  const name = dropTypeArguments(printed);
  const made = name.search(/[.+]</);
  const source = made < 0 ? undefined : sourceMethod(name.slice(made + 1));
  if (source !== undefined) return { function: source, module: name.slice(0, made) };
  const dot = name.endsWith('ctor') ? name.lastIndexOf('..') : name.lastIndexOf('.');
  const end = dot > 0 ? dot : name.lastIndexOf('.');
  return nameInVisualBasicOrFSharp(name.slice(0, end), name.slice(end + 1));
}

/** `<Main>g__Helper|0_0` is the local function `Helper`; of anything else the name in the first filled brackets. */
function sourceMethod(made: string): string | undefined {
  const [, local] = />g__([^|]{1,256})\|/.exec(made) ?? [];
  return local ?? /<([^<>]+)>/.exec(made)?.[1];
}

/** `VB$StateMachine_3_Pay.MoveNext`; `open@12.Invoke`; a property's `get_Total`. */
function nameInVisualBasicOrFSharp(owner: string, method: string): Frame {
  const at = Math.max(owner.lastIndexOf('.'), owner.lastIndexOf('+'));
  const simple = owner.slice(at + 1);
  const [, made] = /^(?:VB\$StateMachine_\d+_(?=.)|(?=.*@\d+(?:-\d+)?$))([^@]+)/.exec(simple) ?? [];
  if (at > 0 && made !== undefined && /^(?:MoveNext|Invoke)$/.test(method)) {
    return { function: made, module: owner.slice(0, at) };
  }
  return { function: method.replace(/^(?:get|set|add|remove)_(?=.)/, ''), module: owner };
}

/** `Open[K]` → `Open`; `Till`1[T].Count` → `Till`1.Count`. */
function dropTypeArguments(name: string): string {
  return name.includes('[') ? name.replace(/\[[^[\]]*\]/g, '').replace(/\[[^[\]]*\]/g, '') : name;
}
