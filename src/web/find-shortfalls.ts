import type { Verdict } from '../blame/remember-verdicts.ts';
import type { LocatedFrame } from '../locate/place-frames.ts';
import type { ParsedException } from '../parse/parse-exception.ts';
import type { Frame } from '../parse/stack.ts';
import type { Shortfall } from './setup-hints.ts';

/** What an exception lacked, judging by what was received and what blaming it came to; nothing of an ignored one. */
export function findShortfalls(parsed: ParsedException, verdict: Verdict): readonly Shortfall[] {
  if ('ignored' in verdict) return [];
  const found: readonly (Shortfall | false)[] = [
    lacksName(parsed) && 'no name',
    parsed.stackless ? 'no stack' : lacksLines(parsed) && 'no lines',
    ...('unblamed' in verdict ? ofUnblamed(parsed, verdict.unblamed) : ofBlamed(verdict)),
  ];
  return found.filter((shortfall) => shortfall !== false);
}

type Blamed = Exclude<Verdict, { readonly ignored: string } | { readonly unblamed: string }>;

function ofBlamed(blamed: Blamed): readonly (Shortfall | false)[] {
  const { reported, revision, author } = blamed;
  const isTold = reported.revision !== undefined;
  return [
    blamed.exceptions.some(({ frames }) => frames.some(isUnmapped)) && 'compiled',
    !revision.known && (isTold ? 'unknown revision' : 'no revision'),
    author?.boundary === true && 'shallow',
  ];
}

function ofUnblamed(
  { exceptions, stackless }: ParsedException,
  reason: string,
): readonly (Shortfall | false)[] {
  const isCompiled = exceptions.some(({ frames }) => frames.some(looksCompiled));
  return [
    isCompiled && 'compiled',
    reason === 'no repository for this service' && 'no repository',
    reason === 'no line of ours' && !stackless && !isCompiled && 'no line of ours',
  ];
}

function lacksName({ reported }: ParsedException): boolean {
  return reported.service === '' || reported.service.startsWith('unknown_service');
}

function lacksLines({ exceptions }: ParsedException): boolean {
  const frames = exceptions.flatMap((exception) => exception.frames);
  return frames.length > 0 && frames.every(({ line }) => line === undefined);
}

/** A frame of compiled JavaScript that no map has led to its source. */
function isUnmapped({ compiled, place, ...frame }: LocatedFrame): boolean {
  return (
    compiled === undefined && place.where !== 'library' && place.where !== 'runtime' && looksCompiled(frame)
  );
}

// No person writes lines that wide; bundlers put hashes into names, and what they make into such folders.
const WIDE = 500;
const NAMED_BY_BUNDLER = /(?:[.-][0-9a-f]{8,32}|\.min|\.bundle|\.chunk)\.[cm]?js$/i;
const FOLDER_OF_BUNDLER = /(?:^|\/)(?:dist|_next|\.next|\.output)\//;

function looksCompiled({ file = '', column = 0, native }: Frame): boolean {
  if (native === true || !/\.[cm]?js$/i.test(file) || /(?:^|[/\\])node_modules[/\\]/.test(file)) return false;
  return column > WIDE || NAMED_BY_BUNDLER.test(file) || FOLDER_OF_BUNDLER.test(file);
}
