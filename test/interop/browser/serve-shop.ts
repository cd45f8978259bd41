import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { eventually } from '../../helpers/eventually.ts';
import { startFlawless, writeConfig, type FlawlessProcess } from '../../helpers/flawless-process.ts';
import { findFreePort } from '../../helpers/free-port.ts';
import { makeTemporaryDirectory } from '../../helpers/temporary-directory.ts';
import { createTracing } from '../../walk/exporters.ts';
import { makeUglyShop, UGLY_ERRORS, type Sent } from './ugly-shop.ts';

/** A service that watches the shop, in a directory with its rule files. */
export type ServedShop = {
  readonly flawless: FlawlessProcess;
  readonly base: string;
  readonly configDir: string;
};

/** Starts Flawless as it is delivered; mails become files, and links lead to where it really is. */
export async function serveShop(
  context: TestContext,
  options: object = {},
  rules: Readonly<Record<string, object>> = {},
): Promise<ServedShop & { readonly revision: string }> {
  const dir = makeTemporaryDirectory(context);
  const revision = makeUglyShop(join(dir, 'shop'));
  const port = await findFreePort();
  const base = `http://localhost:${port}`;
  const conf = writeConfig(
    dir,
    {
      repo_dir: join(dir, 'shop'),
      http_port: port,
      hostname: base,
      default_contact: 'team@example.com',
      trace_url_template: 'https://traces.example.com/{trace_id}',
      ...options,
    },
    rules,
  );
  const flawless = await startFlawless(conf);
  context.after(() => flawless.stop());
  return { flawless, base, configDir: join(dir, 'config'), revision };
}

/** Sends errors over OTLP, and waits until so many letters have been written. */
export async function breakShop(
  { flawless, revision }: Pick<ServedShop, 'flawless'> & { readonly revision: string },
  errors: readonly Sent[] = UGLY_ERRORS,
): Promise<void> {
  const services = Map.groupBy(errors, ({ service }) => service);
  for (const [service, all] of services) await sendAll(flawless.otlp, service, all, revision);
}

async function sendAll(otlp: string, service: string, errors: readonly Sent[], revision: string) {
  const { language = '', hasRevision = false } = errors[0] ?? {};
  const runs = hasRevision ? { 'service.version': '2.0.0', 'vcs.ref.head.revision': revision } : {};
  const resource = {
    'service.name': service,
    'deployment.environment.name': 'production',
    'host.name': `${service}-7d9f8b6c5-x2x4z.eu-central-1.compute.internal`,
    'telemetry.sdk.language': language,
    ...runs,
  };
  const tracing = createTracing({ url: otlp, encoding: 'protobuf', resource });
  for (const { attributes, times } of errors)
    for (let i = 0; i < Math.min(times, 40); i++)
      tracing.recordEvent({
        ...attributes,
        ...(i === 0 && times > 40 && { 'flawless.error_count': times - 39 }),
      });
  await tracing.shutdown();
}

/** Waits until there are so many letters at `/mail`; gives the addresses of their pages. */
export async function waitForLetters(
  { base }: Pick<ServedShop, 'base'>,
  atLeast: number,
): Promise<readonly string[]> {
  return eventually(`${atLeast} letters`, async () => {
    const page = await (await fetch(`${base}/mail`)).text();
    const paths = [...page.matchAll(/href="(\/mail\/[^"]+)"/g)].map(([, path = '']) => path);
    return paths.length >= atLeast && paths;
  });
}

/** The week's errors by the type or the file that they are of. */
export async function findError({ base }: Pick<ServedShop, 'base'>, search: string): Promise<string> {
  const headers = { accept: 'application/json' };
  const answer = await fetch(`${base}/get_weekly_error_report?include_known_errors=true&${search}`, {
    headers,
  });
  const report = (await answer.json()) as { developers: { errors: { traceback_url: string }[] }[] };
  const url = report.developers.flatMap(({ errors }) => errors)[0]?.traceback_url;
  assert.ok(url !== undefined, search);
  return url;
}
