import type { KnownError, Rules } from '../config/rules.ts';
import type { LocatedFrame, LocatedThrow } from '../locate/place-frames.ts';
import { matchesCodeRule, type CodeLine } from './match-code-rule.ts';

/** The line at fault, or why there is none, and how every frame was taken, in the order they were looked at. */
export type Choice = { readonly considered: readonly ConsideredFrame[] } & (
  | {
      readonly kind: 'blamed';
      readonly exception: LocatedThrow;
      readonly frame: OurFrame;
      readonly known: KnownError | null;
    }
  | { readonly kind: 'ignored'; readonly reason: 'third_party_whitelist' }
  | { readonly kind: 'unblamed'; readonly reason: 'no line of ours' | 'no stack trace' }
);

export type ConsideredFrame = {
  readonly exception: LocatedThrow;
  readonly frame: LocatedFrame;
  readonly kind: FrameKind;
};

/** A frame of the repository, with a line number. */
export type OurFrame = LocatedFrame & {
  readonly line: number;
  readonly place: Extract<LocatedFrame['place'], { where: 'ours' }>;
};

/** `bad path` is no place in the repository that could be blamed; `default` an ordinary line of ours. */
export type FrameKind =
  | { readonly is: 'bad path' | 'third party' | 'not blamable' | 'building block' }
  | { readonly is: 'known error'; readonly frame: OurFrame; readonly known: KnownError }
  | { readonly is: 'raising line' | 'default'; readonly frame: OurFrame };

export type ChooseNeeds = {
  readonly rules: Rules;
  /** Whether a repository path may be blamed at all (`only_blame_filepaths_matching`). */
  readonly isBlamable: (path: string) => boolean;
};

/**
 * Picks the innermost known error or ordinary line of ours, root cause first; a line that only raises is passed over
 * in favour of its caller, and blamed when nothing else is left.
 */
export function chooseFrame(exceptions: readonly LocatedThrow[], needs: ChooseNeeds): Choice {
  const considered = inWalkingOrder(exceptions).flatMap((exception) =>
    exception.frames.map((frame) => ({ exception, frame, kind: classifyFrame(frame, needs) })),
  );
  if (considered.some(({ kind }) => kind.is === 'third party'))
    return { kind: 'ignored', reason: 'third_party_whitelist', considered };
  const atFault =
    considered.find(({ kind }) => kind.is === 'known error' || kind.is === 'default') ??
    considered.find(({ kind }) => kind.is === 'raising line');
  if (atFault === undefined || !('frame' in atFault.kind))
    return {
      kind: 'unblamed',
      reason: considered.length === 0 ? 'no stack trace' : 'no line of ours',
      considered,
    };
  const { exception, kind } = atFault;
  const known = kind.is === 'known error' ? kind.known : null;
  return { kind: 'blamed', exception, frame: kind.frame, known, considered };
}

// What was suppressed while the exception travelled is never its cause.
function inWalkingOrder(exceptions: readonly LocatedThrow[]): readonly LocatedThrow[] {
  const suppressed = exceptions.filter((exception) => exception.relation === 'suppressed');
  const chain = exceptions.filter((exception) => exception.relation !== 'suppressed');
  return [...chain.toReversed(), ...suppressed];
}

function classifyFrame(frame: LocatedFrame, { rules, isBlamable }: ChooseNeeds): FrameKind {
  const { place } = frame;
  if (place.where === 'runtime' || place.where === 'nowhere') return { is: 'bad path' };
  const line = toCodeLine(frame, place);
  if (rules.third_party_whitelist.some((rule) => matchesCodeRule(rule, line))) return { is: 'third party' };
  if (!isOurFrame(frame)) return { is: place.where === 'library' ? 'not blamable' : 'bad path' };
  if (!isBlamable(place.path)) return { is: 'not blamable' };
  if (rules.building_blocks.some((rule) => matchesCodeRule(rule, line))) return { is: 'building block' };
  const known = rules.known_errors.find((rule) => matchesCodeRule(rule, line));
  if (known !== undefined) return { is: 'known error', frame, known };
  return { is: isRaisingLine(line.code ?? '') ? 'raising line' : 'default', frame };
}

function isOurFrame(frame: LocatedFrame): frame is OurFrame {
  return frame.place.where === 'ours' && (frame.line ?? 0) >= 1;
}

function toCodeLine(frame: LocatedFrame, place: { readonly path: string; readonly code?: string }): CodeLine {
  return { path: place.path, function: frame.function, code: frame.text ?? place.code };
}

function isRaisingLine(code: string): boolean {
  return /^(?:(?:raise|throw)\b|panic!?\()/.test(code.trimStart());
}
