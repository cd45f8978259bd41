import { readFile } from 'node:fs/promises';
import { StartFailure } from './start-failure.ts';
import { readReason } from './read-reason.ts';

export type TlsFiles = { readonly cert: Buffer; readonly key: Buffer };

/** Reads what the OTLP port shows its clients; undefined without both paths. Rejects with `StartFailure`. */
export async function readTls(
  certPath: string | null,
  keyPath: string | null,
): Promise<TlsFiles | undefined> {
  if (certPath === null || keyPath === null) return undefined;
  return { cert: await read('tls_cert', certPath), key: await read('tls_key', keyPath) };
}

async function read(option: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = readReason(error);
    throw new StartFailure(`The file of \`${option}\` cannot be read: ${reason}.`, { cause: error });
  }
}
