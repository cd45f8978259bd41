/** What to do about a failure of SQLite, in a sentence; null: it is none, or none that anybody can mend. */
export function explainFailure(error: unknown): string | null {
  const code = readCode(error);
  return code === null ? null : (ADVICE[code] ?? null);
}

/** Whether the file is damaged, or no database. */
export function isCorrupt(error: unknown): boolean {
  const code = readCode(error);
  return code === 11 || code === 26;
}

function readCode(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null;
}

const DAMAGED = 'restart Flawless, which sets the file aside and begins a new one';

// https://sqlite.org/rescode.html
const ADVICE: Readonly<Record<number, string>> = {
  5: 'another program has the file locked: end it, or wait until its copy is made',
  8: 'make the file and its directory writable for the user that Flawless runs as',
  10: 'look after the disk, and see whether the file may grow',
  11: DAMAGED,
  13: 'free some space on the disk of `data_dir_path`',
  14: 'make the directory readable and writable for the user that Flawless runs as',
  26: DAMAGED,
};
