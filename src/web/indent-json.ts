/** JSON with line breaks and indentation; text that is no JSON, or is nested deeply, stays as it is. */
export function indentJson(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string') return value;
    return isDeeper(value, MAX_DEPTH) ? text : JSON.stringify(value, null, 2);
  } catch {
    return text;
  }
}

// Indentation makes deep nesting grow with its square.
const MAX_DEPTH = 32;

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((item) => isDeeper(item, depth - 1));
}
