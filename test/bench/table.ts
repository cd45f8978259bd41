/**
 * Columns of text under their names; the first stands to the left, and so does what is not a number. Without rows there
 * is no table.
 */
export function formatTable(names: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const widths = names.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    widths.map((width, column) => align(cells[column] ?? '', width, column)).join('  ');
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [line(names), rule, ...rows.map(line)].map((text) => text.trimEnd()).join('\n');
}

function align(cell: string, width: number, column: number): string {
  return column > 0 && /^[\d<>≥-]/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
}

/** A number for people: `1,234,567`, or with so many decimals. */
export function formatNumber(number: number, decimals = 0): string {
  if (!Number.isFinite(number)) return '-';
  return number.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
