/** `text` trimmed, each run of white space as one space: how lines of code are compared. */
export function collapseSpace(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
