import { access, constants, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../config/options.ts';
import { listen, type Place } from '../listen.ts';
import { readTls, type TlsFiles } from '../read-tls.ts';
import { StartFailure } from '../start-failure.ts';
import { lockDirectory } from '../store/sqlite/lock-directory.ts';
import { find, type Finding } from './finding.ts';

type Places = Pick<
  Config,
  'data_dir_path' | 'listen_host' | 'port' | 'tls_cert' | 'tls_key' | 'http_host' | 'http_port'
>;

/** Whether the data directory can be written and both ports are free, or a Flawless that runs has them. */
export async function checkPlaces(config: Places): Promise<readonly Finding[]> {
  if (await isInUse(config.data_dir_path)) {
    const text = `a Flawless is running with ${config.data_dir_path}, so its ports are not tried`;
    return [{ subject: 'data directory', is: 'note', text }];
  }
  const otlp = { host: config.listen_host, port: config.port, option: 'port' };
  const web = { host: config.http_host, port: config.http_port, option: 'http_port' };
  return [
    await find('data directory', () => checkWritable(config.data_dir_path)),
    await find('OTLP port', async () => checkFree(otlp, await readTls(config.tls_cert, config.tls_key))),
    await find('web port', () => checkFree(web)),
  ];
}

/** The lock is there to be asked only where Flawless has run; asking makes none. */
async function isInUse(dir: string): Promise<boolean> {
  if ((await stat(join(dir, 'lock.sqlite')).catch(() => null)) === null) return false;
  try {
    lockDirectory(dir).close();
    return false;
  } catch (error) {
    return error instanceof StartFailure && error.message.startsWith('Another Flawless');
  }
}

async function checkWritable(dir: string): Promise<string> {
  const there = await findDirectory(resolve(dir));
  await access(there, constants.W_OK | constants.X_OK).catch(() => {
    throw new StartFailure(`${there} cannot be written: give this user the right to, or set data_dir_path`);
  });
  return there === resolve(dir) ? `${dir} can be written` : `${dir} will be made`;
}

/** The directory, or the nearest one above it that is there. */
async function findDirectory(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) return path;
  if (found !== null) throw new StartFailure(`${path} is a file: set data_dir_path to a directory`);
  return findDirectory(dirname(path));
}

async function checkFree(place: Place, tls?: TlsFiles): Promise<string> {
  const door = await listen(() => undefined, place, { tls });
  await door.close(0);
  const where = place.port === 0 ? `a port of ${place.host}` : `${place.host}:${place.port}`;
  return `${where} is free${tls === undefined ? '' : ', and speaks https'}`;
}
