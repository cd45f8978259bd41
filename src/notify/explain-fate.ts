import type { LineFate } from '../git/follow-line.ts';
import { formatDay } from '../week.ts';
import { cleanLine } from './clean-text.ts';

const MAX_NAME = 200;

/**
 * What became of a blamed line since, as a clause: `already changed in 1a2b3c4d5e by Ann <ann@example.com> on 3 Mar
 * 2026: Check for null`. The name and the subject are at most `max` characters each.
 */
export function explainFate(fate: LineFate, timezone: string, max = MAX_NAME): string {
  if (fate.kind === 'unchanged') return `still there at HEAD ${fate.at.slice(0, HASH)}`;
  const { commit, authorName, authorEmail, authoredAtMs, summary } = fate.by;
  const who = cleanLine(`${authorName} <${authorEmail}>`, max);
  const subject = cleanLine(summary, max);
  const change = `already ${fate.kind} in ${commit.slice(0, HASH)} by ${who}`;
  return `${change} on ${formatDay(authoredAtMs, timezone)}${subject === '' ? '' : `: ${subject}`}`;
}

const HASH = 10;
