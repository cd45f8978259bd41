/** Text from outside on one line of a log: nothing that moves a cursor or turns the reading direction, `longest` characters. */
export function toReadableText(text: string, longest: number): string {
  return text
    .slice(0, longest)
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ')
    .trim();
}
