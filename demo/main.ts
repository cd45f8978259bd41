/**
 * The whole walk, on your machine: a shop with a git history of four authors runs its older release, breaks in four
 * ways, and Flawless finds out whose line it was. Everything lives in one temporary directory and on loopback.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { breakShop } from './break-shop.ts';
import { findFaults, tellStory, type Chapter } from './check-story.ts';
import { createShop } from './shop-history.ts';
import { startFlawless } from './start-flawless.ts';
import { startShopService } from './start-shop-service.ts';
import { startUpstream, type EnrichedSpan } from './upstream.ts';
import { waitFor } from './wait-for.ts';

const PATIENCE_MS = 30_000;

const spans: EnrichedSpan[] = [];
const stops: (() => Promise<void> | void)[] = [];

function say(line = ''): void {
  console.log(line);
}

async function main(once: boolean): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'flawless-demo-'));
  const shop = createShop(dir);
  say(`A shop with four authors and two releases stands in ${shop.repository}; production runs v1.0.0.`);
  const upstream = await startUpstream((span) => void spans.push(span));
  stops.push(upstream.close);
  const flawless = await startFlawless({ dir, repository: shop.repository, upstream: upstream.url });
  stops.push(flawless.stop);
  say(`${flawless.firstLine}.`);
  const service = await startShopService(shop, flawless.otlp);
  stops.push(service.stop);
  say(`The shop's Koa service runs on ${service.url} and exports OTLP to Flawless. Breaking it …`);
  await breakShop(service.url);

  const look = () => tellStory({ shop, spans, mails: readMails(flawless.mailDir) });
  await waitFor(() => (findFaults(look()).length === 0 ? true : null), PATIENCE_MS);
  const chapters = look();
  chapters.forEach(tell);
  showEnrichedSpan();
  say(`\nReport:  ${flawless.web}/get_weekly_error_report`);
  say(`Mails:   ${flawless.web}/mail   (files in ${flawless.mailDir})`);
  say(`Health:  ${flawless.web}/check_health`);
  const faults = [...findFaults(chapters), ...(await checkReport(flawless.web, chapters))];
  for (const fault of faults) say(`MISSING: ${fault}`);
  if (faults.length === 0)
    say('\nEvery error was blamed on the developer whom git blame names at the running revision.');
  if (!once) await untilInterrupted();
  return faults.length === 0 ? 0 : 1;
}

function readMails(dir: string): ReadonlyMap<string, string> {
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.eml')) : [];
  return new Map(names.map((name) => [join(dir, name), readFileSync(join(dir, name), 'utf8')]));
}

function tell({ what, path, blame, truth, mail, mailed }: Chapter): void {
  say(`\n${path}  breaks ${what}`);
  if (blame === null) return say('  not blamed');
  const place = `${blame['flawless.blame.file']}:${blame['flawless.blame.line']}`;
  say(
    `  blamed   ${blame['flawless.blame.author.email']} for ${place}, confidence ${blame['flawless.blame.confidence']}`,
  );
  say(`  git says ${truth}`);
  say(
    mailed ? `  mail     ${mail ?? 'none'}` : '  mail     none: it is a known error, quiet below 1000 a week',
  );
}

function showEnrichedSpan(): void {
  const [span] = spans.filter(({ blame }) => blame['flawless.error.id'] !== undefined);
  if (span === undefined) return;
  say(`\nWhat the upstream got for the span "${span.name}" (${span.exception}):`);
  for (const [key, value] of Object.entries(span.blame)) say(`  ${key} = ${value}`);
}

async function checkReport(web: string, chapters: readonly Chapter[]): Promise<readonly string[]> {
  const response = await fetch(`${web}/get_weekly_error_report?include_known_errors=true`);
  const page = await response.text();
  return chapters.flatMap(({ file, truth }) =>
    page.includes(file) && page.includes(truth) ? [] : [`the report does not show ${file} of ${truth}`],
  );
}

function untilInterrupted(): Promise<void> {
  say('\nStill running, so that you can look around. Ctrl-C ends it.');
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

try {
  process.exitCode = await main(process.argv.includes('--once'));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const stop of stops.toReversed()) await stop();
}
