/**
 * The module, the types and the function of a mangled name: `$s4Shop4TillC3pay6amountySi_tKF` → `Shop.Till.pay`. What is
 * shortened by substitutions, or not mangled, is given back as it is
 * (https://github.com/swiftlang/swift/blob/main/docs/ABI/Mangling.rst).
 */
export function readSwiftSymbol(symbol: string): string {
  const [prefix] = /^(?:_?\$[sSe]|_T0)/.exec(symbol) ?? [];
  if (prefix === undefined) return symbol;
  const names: string[] = [];
  let at = prefix.length;
  while (at < symbol.length && names.length < MAX_NAMES) {
    const [digits] = /^[1-9]\d{0,2}/.exec(symbol.slice(at, at + 3)) ?? [];
    if (digits === undefined) break;
    const end = at + digits.length + Number(digits);
    if (end > symbol.length) break;
    names.push(symbol.slice(at + digits.length, end));
    const isType = /^[CVO]$/.test(symbol.charAt(end));
    if (names.length > 1 && !isType) break;
    at = isType ? end + 1 : end;
  }
  return names.length > 1 ? names.join('.') : symbol;
}

const MAX_NAMES = 16;
