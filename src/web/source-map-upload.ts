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

const BUSY = 'Too many source maps are being read at the moment: send this one again in a few seconds.';

/**
 * `POST /source_maps?service=…&version=…&path=…`, and `map_path` and `root` where they are known, the map's JSON in the body: 201, or 200 when it
 * replaces another. Programs send it, with a bearer token, which no browser adds by itself; so it needs no token of a form.
 */
export function createSourceMapUpload({ sourceMapper, tokens }: SourceMapUploadNeeds) {
  let inside = 0;
  return async (ctx: Context): Promise<void> => {
    checkToken(ctx, tokens);
    if (inside >= MAX_AT_ONCE) throw new PageFailure(503, BUSY);
    inside += 1;
    try {
      const place = readPlace(ctx);
      const bytes = await readUpload(ctx.req, MAX_BYTES);
      const kept = await sourceMapper.keepUpload({ ...place, bytes }).catch(explainFailure);
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
  return {
    service: read('service'),
    version: read('version'),
    path: read('path'),
    ...(query['map_path'] !== undefined && { mapPath: read('map_path') }),
    ...(query['root'] !== undefined && { root: read('root') }),
  };
}

function explainFailure(error: unknown): never {
  if (error instanceof Unavailable) throw new PageFailure(503, BUSY);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    throw new PageFailure(507, 'The disk of data_dir_path is full: make room and upload again.');
  throw error;
}
