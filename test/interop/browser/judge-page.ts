import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds against WCAG 2.2 AA on the open page: the rule, the element and what is wrong with it, one a line. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(`${AXE};undefined`);
  const tags = JSON.stringify(WCAG);
  const found: AxeResults = await page.evaluate(`axe.run({ runOnly: { type: 'tag', values: ${tags} } })`);
  if (found.passes.length === 0) throw new Error('axe has looked at nothing');
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

/** What sticks out of the window to the right, outermost first. */
export async function findOverflow(page: Page): Promise<readonly string[]> {
  return page.evaluate(`(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .map((element) => element.outerHTML.slice(0, 160));
  })()`);
}

/** Bytes of a page as it is sent without compression, its stylesheet counted in. */
export async function weighPage(url: string): Promise<number> {
  const sizes = [url, new URL('/style.css', url).href].map(async (one) => {
    const answer = await fetch(one, { headers: { 'accept-encoding': 'identity' } });
    return (await answer.arrayBuffer()).byteLength;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
