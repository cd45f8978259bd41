import { Ajv } from 'ajv';
import { explainMistake } from './explain-mistake.ts';
import type { Mistake } from './explain-mistake.ts';
import { FORMATS } from './formats.ts';
import type { JsonSchema } from './json-schema.ts';

/** `hidden` says how to speak of a value that came from elsewhere and must not be shown. */
export type Validate = (
  value: unknown,
  hidden?: (path: readonly string[]) => string | undefined,
) => Mistake[];

/** A file with more mistakes than this is not the file it was meant to be. */
const MAX_MISTAKES = 50;

/** Checks values against a schema. At most one mistake for each place, 50 in all. */
export function createValidate(schema: JsonSchema): Validate {
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true });
  for (const [name, { accepts }] of Object.entries(FORMATS)) ajv.addFormat(name, accepts);
  const check = ajv.compile(schema);
  return (value, hidden = () => undefined) => {
    check(value);
    const mistakes = new Map<string, Mistake>();
    for (const error of check.errors ?? []) {
      const mistake = explainMistake(error, hidden);
      const place = JSON.stringify([mistake.path, mistake.key]);
      if (!mistakes.has(place)) mistakes.set(place, mistake);
      if (mistakes.size === MAX_MISTAKES) break;
    }
    return leaveOutConsequences([...mistakes.values()]);
  };
}

/** A misspelt name is one mistake, not also a missing one. */
function leaveOutConsequences(mistakes: readonly Mistake[]): Mistake[] {
  const meant = new Set(mistakes.map((mistake) => JSON.stringify(mistake.meant)));
  return mistakes.filter(({ path, isMissing }) => !isMissing || !meant.has(JSON.stringify(path)));
}
