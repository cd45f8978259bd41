const MOST = 120;

/** A path or a name without its middle when it is long: the two ends say most. */
export function cutMiddle(text: string, most = MOST): string {
  if (text.length <= most) return text;
  const half = Math.floor(most / 2);
  return `${text.slice(0, half).toWellFormed()}…${text.slice(-half).toWellFormed()}`;
}
