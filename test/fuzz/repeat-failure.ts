import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeErrorShop } from '../bench/error-shop.ts';
import { startFlawless } from '../bench/subjects.ts';
import { checkInput } from './check-input.ts';
import { loadFailure } from './failure.ts';
import { MAX_REQUEST_BYTES } from './http-game.ts';
import { createRawClient } from './raw-client.ts';
import { startWatchedUpstream } from './watched-upstream.ts';

/** Tries a saved input once more and says what comes of it; gives whether the readers are content with it. */
export async function repeatFailure(path: string, say: (line: string) => void): Promise<boolean> {
  const { bytes, http, ...failure } = loadFailure(path);
  say(JSON.stringify(failure, null, 2));
  const checked = checkInput({ ...failure, bytes });
  say(`Reading it: ${JSON.stringify(checked, null, 2)}`);
  if (http !== null) await sendAgain(http, say);
  return checked.ending !== 'problem';
}

async function sendAgain(http: Uint8Array, say: (line: string) => void): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'flawless-fuzz-'));
  const upstream = await startWatchedUpstream();
  const options = { max_request_bytes: MAX_REQUEST_BYTES };
  const { url, child } = await startFlawless(dir, makeErrorShop(dir), upstream.url, options);
  const client = createRawClient(Number(new URL(url).port));
  const got = await client.exchange(http, false);
  say(typeof got === 'string' ? got : `${got.status} ${Buffer.from(got.body).toString()}`);
  say(`${upstream.received()} arrived upstream. Flawless said: ${child.printed()}`);
  client.close();
  await child.stop();
  upstream.close();
  rmSync(dir, { recursive: true, force: true });
}
