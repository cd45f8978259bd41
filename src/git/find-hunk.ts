/** The lines that a diff takes away, and how many it puts in their place. */
export type Hunk = { readonly firstLine: number; readonly removed: number; readonly added: number };

/** The hunk of a diff without context that takes `line` of the old file away; null when none does. */
export function findHunk(diff: string, line: number): Hunk | null {
  for (const row of diff.split('\n')) {
    const [, first, removed = '1', added = '1'] =
      /^@@ -(\d{1,10})(?:,(\d{1,10}))? \+\d{1,10}(?:,(\d{1,10}))? @@/.exec(row) ?? [];
    const hunk = { firstLine: Number(first), removed: Number(removed), added: Number(added) };
    if (line >= hunk.firstLine && line < hunk.firstLine + hunk.removed) return hunk;
  }
  return null;
}
