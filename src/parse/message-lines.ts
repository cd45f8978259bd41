/**
 * How many lines from `start` the reported message takes up: a message can hold lines that look like frames, and where
 * the reporter sent it beside the trace, its lines are known.
 */
export function countMessageLines(
  lines: readonly string[],
  start: number,
  message: readonly string[],
): number {
  const [first = '', ...rest] = message;
  const isEmpty = first === '' && rest.length === 0;
  if (isEmpty || lines[start]?.endsWith(first) !== true) return 0;
  return rest.every((line, index) => lines[start + 1 + index] === line) ? message.length : 0;
}
