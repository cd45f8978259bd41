import type { KnownFate } from '../blame/follow-to-head.ts';
import { formatDay, formatMoment } from '../week.ts';
import { cleanLine } from './clean-text.ts';

const MAX_NAME = 200;

/**
 * What became of a blamed line since, as a clause: `already changed in 1a2b3c4d5e by Ann <ann@example.com> on 3 Mar
 * 2026: Check for null`. The name and the subject are at most `max` characters each.
 */
export function explainFate(fate: KnownFate, timezone: string, max = MAX_NAME): string {
  const { asOfMs } = fate;
  const fateAsKnown = nameFate(fate, timezone, max);
  if (asOfMs === undefined) return fateAsKnown;
  return `${fateAsKnown} (the origin has not been reached since ${formatMoment(asOfMs, timezone)})`;
}

function nameFate(fate: KnownFate, timezone: string, max: number): string {
  if (fate.kind === 'unchanged') return `still there at HEAD ${fate.at.slice(0, HASH)}`;
  const { commit, authorName, authorEmail, authoredAtMs, summary } = fate.by;
  const who = cleanLine(`${authorName} <${authorEmail}>`, max);
  const subject = cleanLine(summary, max);
  const change = `already ${fate.kind} in ${commit.slice(0, HASH)} by ${who}`;
  return `${change} on ${formatDay(authoredAtMs, timezone)}${subject === '' ? '' : `: ${subject}`}`;
}

const HASH = 10;
