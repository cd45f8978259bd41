/**
 * A value that exists once in the process, however many copies of this package are loaded: the ES module and the
 * CommonJS build side by side, or two installed versions. The name carries the version of what is shared.
 */
export function shareState<State extends object>(name: string, make: () => State): State {
  const key = Symbol.for(`@flawless/sdk ${name}`);
  const known: State | undefined = Reflect.get(globalThis, key);
  if (known !== undefined) return known;
  const made = make();
  Object.defineProperty(globalThis, key, { value: made });
  return made;
}
