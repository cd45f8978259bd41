/** `at` is the blamed `path:line` in the running revision, `commit` the step that made the line what it is. */
export type Truth =
  | {
      readonly at: string;
      readonly commit: string | null;
      readonly confidence: Confidence;
      readonly told: string | null;
    }
  | { readonly nobody: string };

type Confidence = 'exact' | 'branch' | 'weak';

/** Who is told when nobody can be accused. */
export const LEAD = 'lead@shop.test';

/** Makers of truths; `told` is an address, or the part of one before `@shop.test`. */
export const exact = makeTruth('exact');
export const branch = makeTruth('branch');
export const weak = makeTruth('weak');

/** The exception ends without a mail, for this reason. */
export function nobody(reason: string): Truth {
  return { nobody: reason };
}

function makeTruth(confidence: Confidence) {
  return (at: string, commit: string | null, told: string): Truth => {
    return { at, commit, confidence, told: told.includes('@') ? told : `${told}@shop.test` };
  };
}
