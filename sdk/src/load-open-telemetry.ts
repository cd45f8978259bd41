import { createRequire } from 'node:module';
import process from 'node:process';
import * as otel from '@opentelemetry/api';

import { createOwnRequire } from './own-require.js';

/** What `start` needs of `@opentelemetry/sdk-node`, 0.2xx or 0.3xx. */
export interface NodeSdk {
  start(): void;
  shutdown(): Promise<void>;
}

/** The optional packages, and every copy of the API that the application may use. */
export interface OpenTelemetry {
  readonly NodeSDK: new (configuration: object) => NodeSdk;
  readonly resources: {
    defaultResource(): { merge(other: unknown): object };
    resourceFromAttributes(attributes: object): object;
  };
  readonly apis: readonly object[];
}

/**
 * Loads `@opentelemetry/sdk-node` as this package sees it, or as the program does; undefined if it is not installed. Throws
 * what it throws when it cannot be loaded.
 */
export function loadOpenTelemetry(): OpenTelemetry | undefined {
  const path =
    resolveSdk(createOwnRequire()) ?? resolveSdk(createRequire(process.argv[1] ?? `${process.cwd()}/_`));
  if (path === undefined) return undefined;
  const load = createRequire(path);
  const { NodeSDK }: Pick<OpenTelemetry, 'NodeSDK'> = load(path);
  const resources: OpenTelemetry['resources'] = load('@opentelemetry/resources');
  return { NodeSDK, resources, apis: [otel, ...loadApis(load)] };
}

/** What to install, in versions that go with the API and the Node there are. */
export function describeMissing(hasLogsApi = 'logs' in otel, node = process.versions.node): string {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const isRecent = major > 22 || (major === 22 && minor >= 15);
  const sdk = `@opentelemetry/sdk-node@${hasLogsApi && isRecent ? '0.301.0' : '0.223.0'}`;
  const api = hasLogsApi && !isRecent ? '@opentelemetry/api@1.9.1 ' : '';
  return `@flawless/sdk cannot start OpenTelemetry, and the application goes on without it: run \`npm install ${api}${sdk}\`.`;
}

function resolveSdk(require: NodeJS.Require): string | undefined {
  try {
    return require.resolve('@opentelemetry/sdk-node');
  } catch {
    return undefined;
  }
}

/** The API has an ES module and a CommonJS copy, and until 1.9 another package for logs. */
function loadApis(load: NodeJS.Require): readonly object[] {
  return ['@opentelemetry/api', '@opentelemetry/api-logs'].flatMap((name) => {
    try {
      const api: object = load(name);
      return [api];
    } catch {
      return [];
    }
  });
}
