import { OUTSIDE, parsePattern } from './parse-pattern.ts';
import type { Pattern } from './parse-pattern.ts';

/** Where a pattern matches: from a unit to before another, in order, none touching the next. */
export type Stretch = readonly [from: number, to: number];

/** Finds every unit that belongs to some match, the longest and the overlapping ones too. */
export type FindMatches = (text: string) => readonly Stretch[];

/**
 * Makes a matcher that looks at each UTF-16 unit once for each of at most 1000 states, so that its time is linear in the
 * text whatever stands in it: all states are followed side by side (Thompson's construction).
 * @throws TypeError if the pattern cannot be matched so, or is too large.
 */
export function compilePattern(regexp: RegExp): FindMatches {
  const states: State[] = [{ kind: 'end' }];
  const start = addStates(states, parsePattern(regexp), 0, regexp);
  return (text) => findMatches(states, start, text);
}

type State =
  | { readonly kind: 'end' }
  | { readonly kind: 'unit'; readonly has: (unit: number) => boolean; readonly next: number }
  | {
      readonly kind: 'assertion';
      readonly holds: (before: number, after: number) => boolean;
      readonly next: number;
    }
  | { readonly kind: 'split'; readonly next: readonly number[] };

const MAX_STATES = 1000;

/** Adds the states of the pattern, which lead to `next`, and gives the first. */
function addStates(states: State[], pattern: Pattern, next: number, regexp: RegExp): number {
  if (pattern.kind === 'sequence') {
    return pattern.parts.reduceRight((after, part) => addStates(states, part, after, regexp), next);
  }
  if (pattern.kind === 'repeat') return addRepeat(states, pattern, next, regexp);
  if (pattern.kind !== 'choice') return add(states, { ...pattern, next }, regexp);
  const firsts = pattern.parts.map((part) => addStates(states, part, next, regexp));
  const [only] = firsts;
  if (firsts.length === 1 && only !== undefined) return only;
  return add(states, { kind: 'split', next: firsts }, regexp);
}

function addRepeat(
  states: State[],
  { part, min, max }: Extract<Pattern, { kind: 'repeat' }>,
  next: number,
  regexp: RegExp,
): number {
  let first = next;
  if (max === Infinity) {
    const branches = [next];
    first = add(states, { kind: 'split', next: branches }, regexp);
    branches.unshift(addStates(states, part, first, regexp));
  } else {
    for (let count = min; count < max; count++) {
      const inner = addStates(states, part, first, regexp);
      first = add(states, { kind: 'split', next: [inner, next] }, regexp);
    }
  }
  for (let count = 0; count < min; count++) {
    const before = addStates(states, part, first, regexp);
    // Nothing, however often.
    if (before === first) break;
    first = before;
  }
  return first;
}

function add(states: State[], state: State, { source }: RegExp): number {
  if (states.length >= MAX_STATES) {
    throw new TypeError(
      `The scrubber /${source}/ is too large; write it shorter, or with smaller repetitions.`,
    );
  }
  return states.push(state) - 1;
}

/** The states that are being followed, each with the earliest start that leads to it: earlier starts come first. */
interface Front {
  readonly states: number[];
  readonly starts: number[];
}

function findMatches(states: readonly State[], start: number, text: string): readonly Stretch[] {
  const found: [number, number][] = [];
  const seen = new Int32Array(states.length).fill(-1);
  let front: Front = { states: [], starts: [] };
  for (let at = 0; at <= text.length; at++) {
    const before = at === 0 ? OUTSIDE : text.charCodeAt(at - 1);
    const after = at === text.length ? OUTSIDE : text.charCodeAt(at);
    const waiting: Front = { states: [], starts: [] };
    const enter = (state: number, from: number): void =>
      follow(states, state, { at, before, after, from, seen, waiting, found });
    for (const [index, state] of front.states.entries()) enter(state, front.starts[index] ?? at);
    enter(start, at);
    front = step(states, waiting, after);
  }
  return found;
}

interface Visit {
  readonly at: number;
  readonly before: number;
  readonly after: number;
  readonly from: number;
  readonly seen: Int32Array;
  readonly waiting: Front;
  readonly found: [number, number][];
}

/** Goes through all that needs no unit. */
function follow(states: readonly State[], first: number, visit: Visit): void {
  const open = [first];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const state = states[index];
    if (state === undefined || visit.seen[index] === visit.at) continue;
    visit.seen[index] = visit.at;
    if (state.kind === 'end') noteMatch(visit);
    else if (state.kind === 'split') open.push(...state.next);
    else if (state.kind === 'assertion') {
      if (state.holds(visit.before, visit.after)) open.push(state.next);
    } else {
      visit.waiting.states.push(index);
      visit.waiting.starts.push(visit.from);
    }
  }
}

function noteMatch({ from, at, found }: Visit): void {
  if (from === at) return;
  let start = from;
  for (let last = found.at(-1); last !== undefined && last[1] >= start; last = found.at(-1)) {
    start = Math.min(start, last[0]);
    found.pop();
  }
  found.push([start, at]);
}

function step(states: readonly State[], waiting: Front, unit: number): Front {
  const front: Front = { states: [], starts: [] };
  if (unit === OUTSIDE) return front;
  for (const [index, number] of waiting.states.entries()) {
    const state = states[number];
    if (state?.kind !== 'unit' || !state.has(unit)) continue;
    front.states.push(state.next);
    front.starts.push(waiting.starts[index] ?? 0);
  }
  return front;
}
