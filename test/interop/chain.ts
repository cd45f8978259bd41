import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { writeConfig } from '../helpers/flawless-process.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { readOutcomes, startIn } from '../walk/street.ts';
import { startCollector } from './collector/start.ts';
import type { CollectorExport } from './collector/config.ts';
import { startRecorder, type Recorded } from './recorder.ts';
import { makeShopRepository, type ProgramSource } from './shop-repository.ts';

/** A program's repository, and hops from where it sends to the far end, with Flawless between. */
export type Chain = {
  /** Folder of the program, checked out from the repository that Flawless knows. */
  readonly program: string;
  readonly revision: string;
  /** Where the program sends. */
  readonly endpoint: string;
  readonly sent: readonly Recorded[];
  readonly arrived: readonly Recorded[];
  /** How every journey has ended so far. */
  readonly readOutcomes: () => Promise<Readonly<Record<string, number>>>;
};

/** Starts the hops; with `collector`, one Collector of that kind sends to Flawless and one receives from it. */
export async function startChain(
  t: TestContext,
  source: ProgramSource,
  collector?: CollectorExport,
): Promise<Chain> {
  const dir = makeTemporaryDirectory(t);
  const repository = join(dir, 'repository');
  const revision = makeShopRepository(repository, source);
  const putCollectorBefore = async (sendTo: string) =>
    collector === undefined ? sendTo : startCollector(t, { ...collector, sendTo });
  const farEnd = await startRecorder(t);
  const flawless = await startIn(
    t,
    writeConfig(dir, {
      repo_dir: repository,
      upstream_endpoint: await putCollectorBefore(farEnd.url),
      // A busy machine may need longer than the default for the first verdict, and without it there is nothing to compare.
      enrich_timeout_ms: 5_000,
    }),
  );
  const nearEnd = await startRecorder(t, await putCollectorBefore(flawless.otlp));
  return {
    program: join(repository, source.folder),
    revision,
    endpoint: nearEnd.url,
    sent: nearEnd.requests,
    arrived: farEnd.requests,
    readOutcomes: () => readOutcomes(flawless),
  };
}

/** What the SDKs need to know to send through the chain. */
export function sdkEnvironment({
  endpoint,
  revision,
}: Pick<Chain, 'endpoint' | 'revision'>): Readonly<Record<string, string>> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_SERVICE_NAME: 'shop',
    OTEL_RESOURCE_ATTRIBUTES: `vcs.ref.head.revision=${revision},deployment.environment.name=interop`,
  };
}
