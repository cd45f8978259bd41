import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { STORIES } from './truth/all-stories.ts';
import { openStory } from './truth/open-story.ts';
import type { Story } from './truth/story.ts';

for (const [theme, stories] of Object.entries(STORIES))
  test(`whom to blame: ${theme}`, { concurrency: 2 }, async (context) => {
    await Promise.all(
      stories.map((story) => context.test(story.about, async (inner) => checkCases(inner, story))),
    );
  });

async function checkCases(context: TestContext, story: Story): Promise<void> {
  const { judge, close } = await openStory(story, makeTemporaryDirectory(context));
  context.after(close);
  for (const one of story.cases)
    await context.test(one.title, { todo: one.pending }, async () => {
      assert.deepEqual(await judge(one), one.truth);
    });
}
