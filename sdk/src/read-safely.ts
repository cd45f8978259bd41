/** Reads a property of any value at all; one that is missing, or whose getter or proxy throws, reads as undefined. */
export function readSafely(value: unknown, key: PropertyKey): unknown {
  if (!isObject(value)) return undefined;
  try {
    return Reflect.get(value, key);
  } catch {
    return undefined;
  }
}

/** Whether the value has properties and an identity: an object or a function. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** `Array.isArray` that answers for a revoked proxy too. */
export function isArray(value: unknown): value is unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** The length of an array, 0 when a proxy gives something that is none. */
export function readLength(values: object): number {
  const length = readSafely(values, 'length');
  return typeof length === 'number' ? length : 0;
}
