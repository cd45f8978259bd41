/** Long enough for any 64-bit number, short enough that a hostile one costs nothing. */
const MAX_LENGTH = 64;
const PLAIN = /^-?\d{1,20}$/;

/** The whole number that a decimal text such as `12`, `-1.50e2` stands for, exactly; undefined if it is not one. */
export function parseDecimal(text: string): bigint | undefined {
  if (PLAIN.test(text)) return BigInt(text);
  if (text.length > MAX_LENGTH) return undefined;
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (parts === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = shift(whole + fraction, Number(exponent) - fraction.length);
  return digits === undefined ? undefined : BigInt(`${sign}${digits}`);
}

function shift(digits: string, places: number): string | undefined {
  if (/^0+$/.test(digits)) return '0';
  if (places > MAX_LENGTH) return undefined;
  if (places >= 0) return digits + '0'.repeat(places);
  const cut = digits.length + places;
  const isWhole = cut >= 0 && /^0*$/.test(digits.slice(cut));
  return isWhole ? digits.slice(0, cut) || '0' : undefined;
}
