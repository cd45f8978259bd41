import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/load.ts';
import { createRememberedFile } from '../../src/config/remember-file.ts';
import { createRuleBook } from '../../src/config/rule-book.ts';
import { watchDirectory } from '../../src/config/watch-directory.ts';
import { createService } from '../../src/service.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { eventually } from '../helpers/eventually.ts';
import { writeConfig } from '../helpers/flawless-process.ts';
import { reportJava, reportMinified, reportPython, reportStackless, type Report } from './exceptions.ts';
import { createHistory } from './history.ts';

const SATURDAY = Date.UTC(2026, 1, 28, 14, 5);
const TUESDAY = Date.UTC(2026, 2, 3, 14, 5);
// 9 o'clock in Berlin, an hour after the weekly report is due.
const SUNDAYS = [8, 15, 22].map((day) => Date.UTC(2026, 2, day, 8));

const RULES = {
  known_errors: [
    {
      filename: 'stock/src/sync.rs',
      min_alert_threshold: 1,
      email_recipients: ['oncall@shop.example', 'partner-desk@shop.example'],
      email_header:
        "The partner's service is slow again.\nSee the runbook before you wake anybody: https://wiki.shop.example/runbooks/partner-timeouts",
    },
  ],
  watched_files: [{ email: 'stock-team@shop.example', filepath: 'stock', watch_all_errors: true }],
};

/** Makes every typical mail in `dir`; gives the folder they stand in. */
export async function makeMails(dir: string): Promise<string> {
  const { repository, running } = createHistory(dir);
  const confPath = writeConfig(
    dir,
    {
      repo_dir: repository,
      hostname: 'https://flawless.shop.example',
      email_domain_name: 'shop.example',
      trace_url_template: 'https://traces.shop.example/trace/{trace_id}',
      minimum_confidence: 'weak',
      report_error_threshold: 1,
      timezone: 'Europe/Berlin',
      weekly_report_recipients: ['team@shop.example'],
      log_level: 'warn',
    },
    RULES,
  );
  const folder = join(dir, 'data/mail');
  const arrive = (count: number) => eventually('the mails', () => countFiles(folder) === count);
  const minified = await reportMinified(dir, running);
  await serve(confPath, SATURDAY, async (otlp) => {
    await send(otlp, repeat(minified, 41), SATURDAY);
    await arrive(1);
  });
  await serve(confPath, TUESDAY, async (otlp) => {
    const [python, java] = [reportPython(running), reportJava(running)];
    await send(otlp, [...repeat(python, 12), ...repeat(java, 3), reportStackless()], TUESDAY);
    await arrive(4);
  });
  for (const [i, sunday] of SUNDAYS.entries())
    await serve(confPath, sunday, async () => void (await arrive(5 + i)));
  return folder;
}

function repeat(report: Report, times: number): readonly Report[] {
  return Array.from({ length: times }, () => report);
}

/** Runs Flawless while `work` is under way, from the moment `startMs` on. */
async function serve(path: string, startMs: number, work: (otlp: string) => Promise<void>): Promise<void> {
  const { config, rules, rulesDir } = await loadConfig({ path, env: {} });
  const log = createLog(config.log_level);
  const aheadMs = startMs - Date.now();
  const service = createService(config, createRuleBook({ dir: rulesDir, rules, log }), {
    env: process.env,
    version: '0',
    now: () => Date.now() + aheadMs,
    random: Math.random,
    schedule: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    killGroup: (leader) => void process.kill(-leader, 'SIGKILL'),
    watchDirectory,
    configFile: createRememberedFile(path),
    log,
  });
  const { otlpPort } = await service.start();
  try {
    await work(`http://127.0.0.1:${otlpPort}`);
  } finally {
    await service.stop();
  }
}

async function send(otlp: string, reports: readonly Report[], nowMs: number): Promise<void> {
  const response = await fetch(`${otlp}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: reports.map((report, i) => toResourceSpans(report, i, nowMs)) }),
  });
  if (!response.ok) throw new Error(`the exceptions were not taken: ${response.status}`);
}

function toResourceSpans({ resource, span, request, exception }: Report, i: number, nowMs: number) {
  const timeUnixNano = `${BigInt(nowMs + 1_000 * (i - 100)) * 1_000_000n}`;
  const traceId = (i + 1).toString(16).padStart(32, '4bf92f3577b34da6a3ce929d0e0e4736');
  const spans = [
    {
      traceId,
      spanId: (i + 1).toString(16).padStart(16, '00f067aa0ba902b7'),
      name: span,
      startTimeUnixNano: timeUnixNano,
      endTimeUnixNano: timeUnixNano,
      attributes: toAttributes(request),
      events: [{ name: 'exception', timeUnixNano, attributes: toAttributes(exception) }],
    },
  ];
  return { resource: { attributes: toAttributes(resource) }, scopeSpans: [{ spans }] };
}

function toAttributes(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([key, text]) => ({ key, value: { stringValue: text } }));
}

function countFiles(folder: string): number {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.eml')).length;
  } catch {
    return 0;
  }
}
