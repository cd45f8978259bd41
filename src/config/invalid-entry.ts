/** Why an entry was not added; `field` is empty where the reason lies in the file or in the entry as a whole. */
export class InvalidEntry extends Error {
  readonly problems: readonly EntryProblem[];
  constructor(problems: readonly EntryProblem[]) {
    super(problems.map(({ message }) => message).join('\n'));
    this.name = 'InvalidEntry';
    this.problems = problems;
  }
}

export type EntryProblem = { readonly field: string; readonly message: string };

/** A refusal for a reason that lies in the file. */
export function refuseEntry(message: string): InvalidEntry {
  return new InvalidEntry([{ field: '', message }]);
}
