import type { Context } from 'koa';
import { bearsToken } from '../bears-token.ts';
import type { Upload } from '../locate/source-maps/keep-upload.ts';
import type { SourceMapper } from '../locate/source-maps/source-mapper.ts';
import { Unavailable } from '../unavailable.ts';
import { PageFailure } from './page-failure.ts';
import { readUpload } from './read-upload.ts';

export type SourceMapUploadNeeds = {
  readonly sourceMapper: Pick<SourceMapper, 'keepUpload'>;
  readonly tokens: readonly string[];
};

const MAX_BYTES = 64 * 1024 * 1024;
// Each is in memory as a whole, twice.
const MAX_AT_ONCE = 2;

/**
 * `POST /source_maps?service=…&version=…&path=…`, the map's JSON in the body: 201, or 200 when it replaces another. Programs send it, with a
 * bearer token, which no browser adds by itself; so it needs no token of a form.
 */
export function createSourceMapUpload({ sourceMapper, tokens }: SourceMapUploadNeeds) {
  let inside = 0;
  return async (ctx: Context): Promise<void> => {
    checkToken(ctx, tokens);
    if (inside >= MAX_AT_ONCE) throw new Unavailable('too many source maps are being uploaded');
    inside += 1;
    try {
      const place = readPlace(ctx);
      const bytes = await readUpload(ctx.req, MAX_BYTES);
      const kept = await sourceMapper.keepUpload({ ...place, bytes }).catch(explainDisk);
      if (typeof kept === 'object') throw new PageFailure(400, kept.problem);
      ctx.status = kept === 'new' ? 201 : 200;
      ctx.body = { kept };
    } finally {
      inside -= 1;
    }
  };
}

function checkToken(ctx: Context, tokens: readonly string[]): void {
  if (tokens.length === 0)
    throw new PageFailure(403, 'Nobody may upload source maps: set upload_tokens to let somebody in.');
  if (bearsToken(ctx.get('authorization'), tokens)) return;
  ctx.set('WWW-Authenticate', 'Bearer');
  throw new PageFailure(401, 'Send one of the upload_tokens as “Authorization: Bearer …”.');
}

function readPlace({ query }: Context): Omit<Upload, 'bytes'> {
  const read = (name: string): string => {
    const value = query[name];
    if (typeof value === 'string' && value !== '') return value;
    throw new PageFailure(400, `Say ${name} once: /source_maps?service=…&version=…&path=….`);
  };
  const place = { service: read('service'), version: read('version'), path: read('path') };
  return query['map_path'] === undefined ? place : { ...place, mapPath: read('map_path') };
}

function explainDisk(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    throw new PageFailure(507, 'The disk of data_dir_path is full: make room and upload again.');
  throw error;
}
