import { join } from 'node:path';
import type { Config } from './config/options.ts';
import {
  createSourceMapper,
  type SourceMapper,
  type SourceMapperNeeds,
} from './locate/source-maps/source-mapper.ts';

const WEEK_MS = 7 * 24 * 60 * 60_000;

/** The source maps beside deployed code, of the repository, and those uploaded to the data directory. */
export function openSourceMapper(
  config: Config,
  { now, schedule, log }: Pick<SourceMapperNeeds, 'now' | 'schedule' | 'log'>,
): SourceMapper {
  const dir = join(config.data_dir_path, 'source-maps');
  return createSourceMapper({ dir, keepUnusedMs: config.retention_weeks * WEEK_MS, now, schedule, log });
}
