import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { STORIES } from '../blame/truth/all-stories.ts';
import { openStory, type OpenStory } from '../blame/truth/open-story.ts';
import type { Case, Story } from '../blame/truth/story.ts';
import { LEAD, type Truth } from '../blame/truth/truth.ts';
import { guess } from './blame-guesses.ts';
import { formatNumber, formatTable } from './table.ts';

/** Whom the ways to blame named, a word each. */
type Comparison = {
  readonly theme: string;
  /** Line, commit and confidence are right too. */
  readonly whole: boolean;
  readonly flawless: Answer;
  readonly blameHead: Answer;
  readonly lastChange: Answer;
};

/** `wrong`: somebody who is not at fault; `silent`: nobody, though somebody is. */
type Answer = 'right' | 'wrong' | 'silent';

/** Asks Flawless and the simple ways the same questions, whose answers are known; gives a table by theme. */
export async function compareBlames(): Promise<string> {
  const all: Comparison[] = [];
  for (const [theme, stories] of Object.entries(STORIES))
    for (const story of stories) all.push(...(await compareStory(theme, story)));
  return `${themeTable(all)}\n\n${answerTable(all)}`;
}

async function compareStory(theme: string, story: Story): Promise<readonly Comparison[]> {
  const dir = mkdtempSync(join(tmpdir(), 'flawless-bench-'));
  try {
    const opened = await openStory(story, dir);
    const compared: Comparison[] = [];
    for (const one of story.cases) compared.push({ theme, ...(await compareCase(one, opened)) });
    await opened.close();
    return compared;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function compareCase(one: Case, { judge, dir }: OpenStory) {
  const { trace, truth } = one;
  const found = await judge(one);
  const guesses = guess(dir, trace);
  return {
    whole: isDeepStrictEqual(found, truth),
    flawless: check(toTold(found), truth),
    blameHead: check(guesses.blameHead, truth),
    lastChange: check(guesses.lastChange, truth),
  };
}

/** Whom a verdict sends to a person; the default contact is nobody. */
function toTold(truth: Truth): string | null {
  return 'nobody' in truth || truth.told === LEAD ? null : truth.told;
}

function check(told: string | null, truth: Truth): Answer {
  if (told === toTold(truth)) return 'right';
  return told === null ? 'silent' : 'wrong';
}

const WAYS = ['flawless', 'blameHead', 'lastChange'] as const;
const NAMES = { flawless: 'Flawless', blameHead: 'git blame HEAD', lastChange: 'last change of the file' };

function themeTable(all: readonly Comparison[]): string {
  const themes = [...new Set(all.map(({ theme }) => theme))];
  const rows = themes.map((theme) =>
    toRow(
      theme,
      all.filter((one) => one.theme === theme),
    ),
  );
  return formatTable(
    ['the right person', 'cases', ...WAYS.map((way) => NAMES[way])],
    [...rows, toRow('all', all)],
  );
}

function toRow(name: string, some: readonly Comparison[]): readonly string[] {
  const counts = WAYS.map((way) => formatNumber(some.filter((one) => one[way] === 'right').length));
  return [name, formatNumber(some.length), ...counts];
}

function answerTable(all: readonly Comparison[]): string {
  const rows = WAYS.map((way) => [
    NAMES[way],
    ...(['right', 'wrong', 'silent'] as const).map(
      (answer) =>
        `${formatNumber((100 * all.filter((one) => one[way] === answer).length) / all.length, 1)} %`,
    ),
  ]);
  const whole = formatNumber(all.filter((one) => one.whole).length);
  const table = formatTable(
    ['', 'right', 'accuses the wrong person', 'says nobody, though somebody is'],
    rows,
  );
  return `${table}\n\nFlawless: line, commit and confidence right too in ${whole} of ${all.length}`;
}
