import type { Attributes } from '../otlp/attributes.ts';
import { readFirstText } from './read-attribute.ts';
import type { ReportedException } from './reported-exception.ts';

/** What the resource says about who reports: the names of OpenTelemetry's semantic conventions, the newest first. */
export function readService(resource: Attributes): ReportingService {
  const service = readFirstText(resource, ['service.name']) ?? 'unknown_service';
  const rest: Record<string, string> = {};
  for (const [name, keys] of Object.entries(SOURCES)) {
    const text = readFirstText(resource, keys);
    if (text !== undefined) rest[name] = text.replace(CREDENTIALS, '$1');
  }
  return { service, ...rest };
}

/** What a build wrote into the address of its checkout is nobody else's to know. */
const CREDENTIALS = /^([a-z][a-z0-9+.-]{1,20}:\/\/)[^/]*@/i;

export type ReportingService = Pick<ReportedException, 'service' | keyof typeof SOURCES>;

const SOURCES = {
  serviceVersion: ['service.version'],
  revision: ['vcs.ref.head.revision'],
  repositoryUrl: ['vcs.repository.url.full'],
  environment: ['deployment.environment.name', 'deployment.environment'],
  host: ['host.name', 'service.instance.id', 'k8s.pod.name'],
  language: ['telemetry.sdk.language'],
} as const;
