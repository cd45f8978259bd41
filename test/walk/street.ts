import type { TestContext } from 'node:test';
import { startFlawless, writeConfig, type FlawlessProcess } from '../helpers/flawless-process.ts';
import { startSmtpServer, type SmtpBehaviour, type SmtpServer } from '../helpers/smtp-server.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { startTestUpstream, type TestUpstream } from '../helpers/upstream.ts';
import { makeShop, type Shop } from './shop.ts';

const LOGIN = { user: 'flawless', password: 'hunter2' };

/** Everything around Flawless: a repository, a running release of it, an upstream and an SMTP server. */
export type Street = {
  readonly dir: string;
  readonly shop: Shop;
  readonly upstream: TestUpstream;
  readonly smtp: SmtpServer;
  /** The path of a written configuration that mails at the first occurrence, with these options beside. */
  readonly configure: (options?: object, rules?: Readonly<Record<string, object>>) => string;
};

export async function makeStreet(context: TestContext, behaviour: SmtpBehaviour = {}): Promise<Street> {
  const dir = makeTemporaryDirectory(context);
  const shop = await makeShop(dir);
  const upstream = await startTestUpstream(context);
  const smtp = await startSmtpServer(context, { login: LOGIN, startTls: true, ...behaviour });
  const mail = {
    smtp_host: `localhost:${smtp.port}`,
    smtp_user: LOGIN.user,
    smtp_password: LOGIN.password,
    smtp_use_tls: true,
  };
  const places = { repo_dir: shop.repository, upstream_endpoint: upstream.url, ...mail };
  const configure: Street['configure'] = (options = {}, rules = {}) =>
    writeConfig(dir, { ...places, report_error_threshold: 1, ...options }, rules);
  return { dir, shop, upstream, smtp, configure };
}

/** Starts the command line for as long as the test runs. */
export async function startIn(context: TestContext, confPath: string): Promise<FlawlessProcess> {
  const flawless = await startFlawless(confPath);
  context.after(() => flawless.stop());
  return flawless;
}

export type ReportedError = {
  readonly count: number;
  readonly filename: string;
  readonly line_number: number;
  readonly developer: string | null;
  readonly confidence: { readonly level: string };
  readonly known: boolean;
  readonly mailed: string | null;
  readonly error_id: string;
  readonly traceback_url: string;
};

/** This week's errors as the report gives them to programs. */
export async function readReport(flawless: FlawlessProcess): Promise<readonly ReportedError[]> {
  const url = `${flawless.web}/get_weekly_error_report?include_known_errors=true`;
  const report = (await readJson(url)) as { developers: { errors: ReportedError[] }[] };
  return report.developers.flatMap(({ errors }) => errors);
}

export async function readOutcomes(flawless: FlawlessProcess): Promise<Readonly<Record<string, number>>> {
  return (await readHealth(flawless)).outcomes;
}

export type ReportedHealth = {
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly facts: Readonly<Record<string, string | number>>;
  readonly outcomes: Readonly<Record<string, number>>;
};

export async function readHealth(flawless: FlawlessProcess): Promise<ReportedHealth> {
  return (await readJson(`${flawless.web}/check_health`)) as ReportedHealth;
}

async function readJson(url: string): Promise<unknown> {
  const response = await fetch(url, { headers: { accept: 'application/json' } });
  return response.json();
}
