import type { LineBlame } from '../git/blame-porcelain.ts';
import type { LocatedException } from '../locate/locate-exception.ts';
import type { OurFrame } from './choose-frame.ts';
import { isTelling, type Drift } from './find-drifted-line.ts';

/** How sure the blame is, and a clause that says why. */
export type Confidence = { readonly level: Level; readonly because: string };

type Level = 'exact' | 'branch' | 'weak';

const RANK: Readonly<Record<Level, number>> = { weak: 0, branch: 1, exact: 2 };

/** What the blame of a frame rests on. `drift` is where its code stands now. */
export type Grounds = {
  readonly located: LocatedException;
  readonly frame: OurFrame;
  readonly drift: Drift;
  /** Null when the revision has no such line. */
  readonly author: LineBlame | null;
};

/**
 * `exact`: revision known, and the line or its whole path agrees; `branch`: a good guess; `weak`: the text differs, several
 * files or lines could be meant, or there was no trace. The lowest of all reasons decides.
 */
export function rateConfidence({ located, frame, drift, author }: Grounds): Confidence {
  const { revision, stackless } = located;
  const short = revision.commit.slice(0, 10);
  if (author === null)
    return { level: 'weak', because: `commit ${short} has no such line; ${revision.because}` };
  if (author.boundary)
    return {
      level: 'weak',
      because: `the clone's history ends at commit ${author.commit.slice(0, 10)}; ${revision.because}`,
    };
  if (stackless) return { level: 'weak', because: 'there was no stack trace, only code.* attributes' };
  const reasons = [
    rateDrift(frame, drift, short),
    rateCode(frame, short),
    ratePath(frame, drift),
    rateMap(frame),
    rateOthers(frame),
    rateContradiction(frame),
    rateMissing(located, frame),
  ];
  const guess: Level = revision.known ? 'exact' : 'branch';
  const level = reasons.reduce<Level>((low, reason) => (isBelow(reason, low) ? reason.level : low), guess);
  const lowest = reasons.filter((reason) => reason.level === level).map(({ because }) => because);
  return { level, because: [...lowest, revision.because].filter((clause) => clause !== '').join('; ') };
}

/** Whether a confidence is lower than the configured minimum. */
export function isBelow(confidence: Confidence, minimum: Level): boolean {
  return RANK[confidence.level] < RANK[minimum];
}

const EXACT: Confidence = { level: 'exact', because: '' };

function rateDrift(frame: OurFrame, { line, how }: Drift, short: string): Confidence {
  const differs = `line ${frame.line} reads differently in commit ${short}`;
  if (how === 'same line') return EXACT;
  if (how === 'same function')
    return { level: 'branch', because: `${differs}, where its text is line ${line} of the same function` };
  if (how === 'same file') return { level: 'branch', because: `${differs}, where its text is line ${line}` };
  if (how === 'ambiguous')
    return { level: 'weak', because: `${differs}, where its text is in several lines, ${line} the nearest` };
  if (frame.text !== undefined) return { level: 'weak', because: differs };
  const where = frame.function ?? 'that function';
  return { level: 'branch', because: `in commit ${short} line ${line} is not in ${where}` };
}

// Neither an empty line nor a comment can fail: what ran was built from something else.
function rateCode({ line, text, place }: OurFrame, short: string): Confidence {
  if (text !== undefined || place.code === undefined) return EXACT;
  const code = place.code.trim();
  if (code !== '' && !COMMENT.test(code)) return EXACT;
  return {
    level: 'weak',
    because: `line ${line} is ${code === '' ? 'empty' : 'a comment'} in commit ${short}`,
  };
}

// No language takes these for code; `* x` may go on with a product, and `#x` may be a private name.
const COMMENT = /^(?:\/\/|\/\*.*\*\/$|\/\*[^/]*$|\*\/$|#(?:\s|$)|--\s|;;|%%)/;

// Without the line's text in the trace, the path is all that says which file it was.
function ratePath({ file, text, place, isDoubtful }: OurFrame, { how }: Drift): Confidence {
  if (place.agreement === 'whole' || place.agreement === 'confirmed') return EXACT;
  const isQuoted = text !== undefined && isTelling(text) && isDoubtful !== true;
  if (isQuoted && how !== 'nowhere') return EXACT;
  const { level, what } = PARTIAL[place.agreement];
  return { level, because: `only ${what} agrees with ${file ?? 'the trace'}` };
}

const PARTIAL = {
  part: { level: 'branch', what: 'the end of the path' },
  name: { level: 'weak', what: "the file's name" },
} as const;

function rateMap({ isDoubtful }: OurFrame): Confidence {
  return isDoubtful
    ? { level: 'branch', because: 'the source map may be that of another file, or its source lie elsewhere' }
    : EXACT;
}

function rateOthers({ place }: OurFrame): Confidence {
  const { others = [] } = place;
  if (others.length === 0) return EXACT;
  const more = others.length > MAX_NAMED ? ` and ${others.length - MAX_NAMED} more` : '';
  return {
    level: 'weak',
    because: `the trace could mean ${others.slice(0, MAX_NAMED).join(', ')}${more} as well`,
  };
}

function rateContradiction({ place: { against } }: OurFrame): Confidence {
  return against === undefined ? EXACT : { level: 'weak', because: against };
}

/** Whether a frame of ours that the commit does not have is nearer to the fault. */
function rateMissing({ exceptions }: LocatedException, frame: OurFrame): Confidence {
  const thrown = exceptions.find(({ frames }) => frames.some((one) => one === frame));
  const nearer =
    thrown?.frames.slice(
      0,
      thrown.frames.findIndex((one) => one === frame),
    ) ?? [];
  const missing = nearer.find(({ place }) => place.where === 'nowhere' && place.isOurs === true);
  if (missing === undefined) return EXACT;
  return { level: 'branch', because: `${missing.file}, nearer to the fault, is not in the commit` };
}

const MAX_NAMED = 3;
