export function scrubText(text: string): string {
  return text;
}
