import { compareBlames } from './blame-comparison.ts';
import { measureFlood } from './blame-flood.ts';
import { makeHistory, COMMITS, FILES } from './blame-history.ts';
import { measureBlames } from './blame-speed.ts';
import type { BenchSettings } from './receive.ts';
import { formatNumber } from './table.ts';

/**
 * How often Flawless and simpler ways name the right person where that is known, and how fast a blame is in a long
 * history. `only` names parts: cases, speed, flood.
 */
export async function benchBlame({ quick, only, say }: BenchSettings): Promise<void> {
  const wants = (part: string) => only.length === 0 || only.includes(part);
  if (wants('cases')) say(`${await compareBlames()}\n`);
  if (!wants('speed') && !wants('flood')) return;
  say(`History of ${formatNumber(COMMITS)} commits on ${FILES} files, made at the first run\n`);
  const history = await makeHistory();
  if (wants('speed')) say(`${await measureBlames(history, quick ? 20 : 100)}\n`);
  if (wants('flood')) say(await measureFlood(history, quick ? 1_000 : 10_000));
}
