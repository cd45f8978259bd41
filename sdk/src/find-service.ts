import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import process from 'node:process';

import { cleanRepositoryUrl } from './clean-repository-url.ts';
import { readCheckout } from './read-checkout.ts';
import { readDeployment, readJob } from './read-platform.ts';
import type { Environment } from './read-platform.ts';
import { readSafely } from './read-safely.ts';
import { listUpward, readFileSafely } from './read-upward.ts';

/** What an application says of itself; what is absent is looked for. */
export interface ServiceOptions {
  /** `service.name`; if absent that of the platform, else of package.json. */
  readonly serviceName?: string;
  /** `service.version`; if absent that of package.json. */
  readonly serviceVersion?: string;
  /** `vcs.ref.head.revision`, a full hash; if absent that of the platform, of the checkout, or of the CI job. */
  readonly revision?: string;
  /** `vcs.repository.url.full`; found as the revision is. Credentials in it are not sent. */
  readonly repositoryUrl?: string;
}

/** What the application is, in the names of OpenTelemetry's semantic conventions; only what is known. */
export function findService(
  options: ServiceOptions = {},
  env: Environment = process.env,
  folder: string = findApplication(),
): Readonly<Record<string, string>> {
  const { service, ...deployed } = readDeployment(env);
  const checkout = readCheckout(folder);
  const job = readJob(env);
  const { name, version } = readPackage(folder);
  const found: Record<string, string | undefined> = {
    'service.name': options.serviceName ?? service ?? name,
    'service.version': options.serviceVersion ?? version,
    'vcs.ref.head.revision': options.revision ?? deployed.revision ?? checkout.revision ?? job.revision,
    'vcs.repository.url.full':
      cleanRepositoryUrl(options.repositoryUrl) ??
      deployed.repositoryUrl ??
      cleanRepositoryUrl(checkout.remoteUrl) ??
      job.repositoryUrl,
  };
  const known: Record<string, string> = {};
  for (const [key, value] of Object.entries(found)) if (value !== undefined) known[key] = value;
  return known;
}

/**
 * A resource detector for an OpenTelemetry SDK that the application sets up itself: it adds what `start` would say of the
 * service, its revision and its repository.
 */
export const serviceDetector = {
  detect: (): { readonly attributes: Readonly<Record<string, string>> } => ({ attributes: findService() }),
};

/** Where the program stands; what is started by a tool, as by `next start`, stands where it was started. */
function findApplication(): string {
  const [, main = ''] = process.argv;
  if (!isAbsolute(main)) return process.cwd();
  try {
    const folder = dirname(realpathSync(main));
    return /[/\\]node_modules(?:[/\\]|$)/.test(folder) ? process.cwd() : folder;
  } catch {
    // It may be named without its extension.
    return dirname(main);
  }
}

/** The nearest package.json that has a name, so not one that only says `type`. */
function readPackage(folder: string): { readonly name?: string; readonly version?: string } {
  for (const around of listUpward(folder)) {
    const parsed = parseJson(readFileSafely(join(around, 'package.json'), MAX_PACKAGE_BYTES));
    const [name, version] = [readSafely(parsed, 'name'), readSafely(parsed, 'version')];
    if (typeof name !== 'string' || name === '') continue;
    return { name, ...(typeof version === 'string' && version !== '' ? { version } : {}) };
  }
  return {};
}

const MAX_PACKAGE_BYTES = 1_048_576;

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
