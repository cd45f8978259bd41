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
  /** Null when the revision has no such line, or for the reason `noAuthor`. */
  readonly author: LineBlame | null;
  readonly noAuthor?: string;
};

/**
 * `exact`: revision known, and the line or its whole path agrees; `branch`: a good guess; `weak`: the text differs, several
 * files or lines could be meant, or there was no trace. The lowest of all reasons decides.
 */
export function rateConfidence({ located, frame, drift, author, noAuthor }: Grounds): Confidence {
  const { revision, stackless } = located;
  const short = revision.commit.slice(0, 10);
  if (author === null)
    return {
      level: 'weak',
      because: `${noAuthor ?? `${frame.place.path} has no line ${drift.line} in commit ${short}`}; ${revision.because}`,
    };
  if (author.boundary)
    return {
      level: 'weak',
      because: `the clone is shallow and knows nothing before commit ${author.commit.slice(0, 10)}, so the line may be older; ${revision.because}`,
    };
  if (stackless)
    return {
      level: 'weak',
      because: `the exception has no stack trace, and its code.* attributes tell only where it was recorded; ${revision.because}`,
    };
  const reasons = [
    rateDrift(frame, drift, short),
    rateCode(frame, short),
    ratePath(frame, drift),
    rateMap(frame),
    rateOthers(frame),
    rateContradiction(frame),
    rateMissing(located, frame),
    rateMoves(author),
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
  const differs = `line ${frame.line} reads in commit ${short} otherwise than in the trace`;
  if (how === 'same line') return EXACT;
  if (how === 'same function')
    return { level: 'branch', because: `${differs}; the same text is line ${line} of the same function` };
  if (how === 'same file') return { level: 'branch', because: `${differs}; the same text is line ${line}` };
  if (how === 'ambiguous')
    return {
      level: 'weak',
      because: `${differs}; the same text stands in several places, line ${line} is the nearest`,
    };
  if (frame.text !== undefined)
    return {
      level: 'weak',
      because: isTelling(frame.text) ? `${differs}, and the trace's text is nowhere in the file` : differs,
    };
  const where = frame.function ?? 'the function';
  return {
    level: 'branch',
    because: `line ${line} is in commit ${short} outside ${where}, which the trace names`,
  };
}

// Neither an empty line nor a comment can fail: what ran was built from something else.
function rateCode({ line, text, place }: OurFrame, short: string): Confidence {
  if (text !== undefined || place.code === undefined) return EXACT;
  const code = place.code.trim();
  if (code !== '' && !COMMENT.test(code)) return EXACT;
  return {
    level: 'weak',
    because: `line ${line} is ${code === '' ? 'empty' : 'a comment'} in commit ${short} and cannot have failed, so something else was running`,
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
  return {
    level,
    because: `${file ?? 'the file of the trace'} and ${place.path} have only ${what} in common`,
  };
}

const PARTIAL = {
  part: { level: 'branch', what: 'the end of their paths' },
  name: { level: 'weak', what: 'their name' },
} as const;

function rateMap({ isDoubtful }: OurFrame): Confidence {
  return isDoubtful
    ? {
        level: 'branch',
        because:
          'the source map may be that of another file or build, or its source may lie elsewhere; uploading the maps of the build with their sources settles that',
      }
    : EXACT;
}

function rateOthers({ place }: OurFrame): Confidence {
  const { others = [] } = place;
  if (others.length === 0) return EXACT;
  const more = others.length > MAX_NAMED ? ` and ${others.length - MAX_NAMED} more` : '';
  return {
    level: 'weak',
    because: `the trace could as well mean ${others.slice(0, MAX_NAMED).join(', ')}${more}, which path_mappings or path_prefix can settle`,
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
  return {
    level: 'branch',
    because: `${missing.file}, where the trace is nearer to the fault, is not in the repository`,
  };
}

function rateMoves({ movesUnknown, commit }: LineBlame): Confidence {
  if (movesUnknown === undefined) return EXACT;
  return {
    level: 'branch',
    because: `the search for where the line was before commit ${commit.slice(0, 10)} was given up, so its author may only have moved it`,
  };
}

const MAX_NAMED = 3;
