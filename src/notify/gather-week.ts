import { readOccurrence } from '../aggregate/occurrence.ts';
import type { Config } from '../config/options.ts';
import type { Links } from '../links.ts';
import type { DeveloperTally, ErrorWeek, WeeklyErrors } from '../store/store.ts';
import { formatDay, shiftWeek } from '../week.ts';
import { cleanLine } from './clean-text.ts';
import { describeError, sayHowOften } from './describe-error.ts';
import { explainFate } from './explain-fate.ts';
import type { ListEntry, ListLink } from './list-content.ts';
import type { QuietError, Week } from './read-week.ts';

/** What the mail about a week tells: plain text, bounded, and free of control characters. */
export type WeekContent = {
  readonly subject: string;
  readonly title: string;
  /** What inboxes show beside the subject. */
  readonly preheader: string;
  readonly intro: readonly string[];
  /** What has gone quiet, most of all by somebody's change. */
  readonly good: readonly ListEntry[];
  readonly moreGood: string;
  readonly thanks: string;
  readonly people: readonly PersonRow[];
  readonly morePeople: string;
  readonly errors: readonly ListEntry[];
  readonly report: ListLink;
  readonly about: string;
};

/** A row of the leaderboard. */
export type PersonRow = {
  readonly name: string;
  readonly href: string;
  readonly errors: string;
  readonly occurrences: string;
};

export type WeekSources = {
  readonly week: Week;
  readonly links: Links;
  readonly config: Pick<Config, 'timezone'>;
};

const MOST_PEOPLE = 10;
const MOST_GOOD = 5;
const MAX_NAME = 100;

/** Says what a week was like in a way that helps the team: thanks first, and nobody at fault. */
export function gatherWeek({ week, links, config }: WeekSources): WeekContent {
  const { timezone } = config;
  const { weekMs, now, quiet, fresh } = week;
  const good = quiet.toSorted((a, b) => Number(isMended(b)) - Number(isMended(a)));
  const people = now.developers.toSorted(compareTallies);
  const summary = summarise(week);
  return {
    subject: `Week of ${formatDay(weekMs, timezone)}: ${summary}`,
    title: `The week from ${formatDay(weekMs, timezone)} to ${formatDay(shiftWeek(weekMs, 1, timezone) - 1, timezone)}`,
    preheader: introduce(week).join(' '),
    intro: introduce(week),
    good: good.slice(0, MOST_GOOD).map((one) => describeQuiet(one, links, timezone)),
    moreGood: good.length > MOST_GOOD ? `And ${good.length - MOST_GOOD} more that did not come back.` : '',
    thanks: thank(quiet),
    people: people.slice(0, MOST_PEOPLE).map((tally) => toRow(tally, links, weekMs)),
    morePeople: people.length > MOST_PEOPLE ? `And ${people.length - MOST_PEOPLE} more, in the report.` : '',
    errors: now.errors.map((error) => describeError(error, links, describeCount(error, fresh))),
    report: { text: 'See the whole report', href: links.report(undefined, weekMs) },
    about: links.about(),
  };
}

function isMended({ since }: QuietError): boolean {
  return since !== null && since.kind !== 'unchanged';
}

function compareTallies(a: DeveloperTally, b: DeveloperTally): number {
  const nobody = Number(a.developer === null) - Number(b.developer === null);
  return nobody || b.occurrences - a.occurrences || ((a.developer ?? '') < (b.developer ?? '') ? -1 : 1);
}

function summarise({ now, quiet }: Week): string {
  const errors = sum(now.developers, 'errorCount');
  const told = errors === 0 ? 'nothing broke' : plural(errors, 'error');
  return quiet.length === 0 ? told : `${told}, ${quiet.length} gone quiet`;
}

function introduce({ now, before }: Week): readonly string[] {
  const [errors, occurrences] = [sum(now.developers, 'errorCount'), sum(now.developers, 'occurrences')];
  if (errors === 0) return [describeSilence(now.hiddenKnown)];
  return [
    `${plural(errors, 'error')} occurred ${describeTimes(occurrences)}${compare(occurrences, sum(before.developers, 'occurrences'))}.${describeBeyond(now)}`,
    'Below each stands with whoever last changed its line: the one most likely to see quickly what is going on. That says nothing of whose mistake it was, and anybody may mend it.',
  ];
}

function describeSilence(hiddenKnown: number): string {
  if (hiddenKnown === 0) return 'No error reached Flawless that week. Enjoy it.';
  return `Nothing but ${plural(hiddenKnown, 'known error')} reached Flawless that week. Enjoy it.`;
}

function describeBeyond({ beyond }: WeeklyErrors): string {
  if (beyond.occurrences === 0) return '';
  return ` Of further errors ${plural(beyond.occurrences, 'occurrence')} had no place of their own.`;
}

function compare(now: number, before: number): string {
  if (before === 0) return '';
  if (now === before) return ', as often as the week before';
  const difference = Math.abs(now - before).toLocaleString('en');
  return `, ${difference} ${now < before ? 'fewer' : 'more'} than the week before`;
}

function describeTimes(count: number): string {
  return count === 1 ? 'once' : `${count.toLocaleString('en')} times`;
}

function describeQuiet({ error, since }: QuietError, links: Links, timezone: string): ListEntry {
  const often = `${sayHowOften(error.count)} the week before, not once in this one`;
  const isChanged = since !== null && since.kind !== 'unchanged';
  const text = isChanged ? `${often}: ${explainFate(since, timezone, MAX_NAME)}.` : `${often}.`;
  return { ...describeError(error, links, text), isGood: true };
}

/** Who has changed lines that then went quiet. */
function thank(quiet: readonly QuietError[]): string {
  const names = new Set(
    quiet.flatMap(({ since }) =>
      since === null || since.kind === 'unchanged'
        ? []
        : [cleanLine(since.by.authorName || since.by.authorEmail, MAX_NAME)],
    ),
  );
  const all = [...names].filter((name) => name !== '').slice(0, MOST_PEOPLE);
  return all.length === 0 ? '' : `Thank you, ${new Intl.ListFormat('en').format(all)}.`;
}

function toRow(
  { developer, errorCount, occurrences }: DeveloperTally,
  links: Links,
  weekMs: number,
): PersonRow {
  const name = cleanLine(developer ?? '', MAX_NAME);
  return {
    name: name === '' ? 'Nobody yet' : name,
    href: links.report((developer ?? 'nobody').toWellFormed().slice(0, MAX_NAME).toWellFormed(), weekMs),
    errors: errorCount.toLocaleString('en'),
    occurrences: occurrences.toLocaleString('en'),
  };
}

function describeCount(error: ErrorWeek, fresh: ReadonlySet<string>): string {
  const { reported } = readOccurrence(error.occurrence);
  const where = cleanLine(reported.service, MAX_NAME);
  const often = sayHowOften(error.count) + (where === '' ? '' : ` in ${where}`);
  return fresh.has(error.errorId) ? `${often}, for the first time` : often;
}

function sum(tallies: readonly DeveloperTally[], of: 'errorCount' | 'occurrences'): number {
  return tallies.reduce((all, tally) => all + tally[of], 0);
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
