import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeConfig } from '../helpers/flawless-process.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { startIn } from '../walk/street.ts';
import { sdkEnvironment } from './chain.ts';
import { findFreePort } from '../helpers/free-port.ts';
import { PROGRAMS } from './programs.ts';
import { startRecorder } from './recorder.ts';
import { makeShopRepository } from './shop-repository.ts';

const TLS = join(import.meta.dirname, '../fixtures/tls');
const CERTIFICATE = join(TLS, 'localhost.crt');

// Node and Python's requests take certificates from variables of their own, which may be set on the machine already.
const TRUST = {
  OTEL_EXPORTER_OTLP_CERTIFICATE: CERTIFICATE,
  NODE_EXTRA_CA_CERTS: CERTIFICATE,
  REQUESTS_CA_BUNDLE: CERTIFICATE,
};
// With signs that have to be written as in URLs.
const TOKEN = 's3cret+/=';
const HEADERS = { OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${encodeURIComponent(TOKEN)}` };

for (const program of Object.values(PROGRAMS))
  test(`the SDK of ${program.folder} sends over TLS with a bearer token, and nothing is taken without the token`, async (t) => {
    const dir = makeTemporaryDirectory(t);
    const repository = join(dir, 'repository');
    const revision = makeShopRepository(repository, program);
    const farEnd = await startRecorder(t);
    const port = await findFreePort();
    const options = {
      port,
      repo_dir: repository,
      upstream_endpoint: farEnd.url,
      tls_cert: CERTIFICATE,
      tls_key: join(TLS, 'localhost.key'),
      ingest_tokens: [TOKEN],
    };
    await startIn(t, writeConfig(dir, options));
    const run = await program.prepare(join(repository, program.folder));
    const env = { ...sdkEnvironment({ endpoint: `https://localhost:${port}`, revision }), ...TRUST };
    // Some SDKs end with an error when they are refused, others only say so.
    await run('calm', env).catch(() => undefined);
    assert.equal(farEnd.requests.length, 0);
    await run('calm', { ...env, ...HEADERS });
    const paths = farEnd.requests.map(({ path }) => path);
    assert.ok(paths.includes('/v1/traces') && paths.includes('/v1/logs'), paths.join(' '));
  });
