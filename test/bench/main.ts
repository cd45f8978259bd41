import { parseArgs } from 'node:util';
import { benchBlame } from './blame.ts';
import { benchCount } from './count.ts';
import { benchParse } from './parse.ts';
import { benchReceive, type BenchSettings } from './receive.ts';
import { benchSdk } from './sdk.ts';
import { benchWeb } from './web.ts';

const BENCHES: Readonly<Record<string, (settings: BenchSettings) => Promise<void>>> = {
  blame: benchBlame,
  count: benchCount,
  parse: benchParse,
  receive: benchReceive,
  sdk: benchSdk,
  web: benchWeb,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string', multiple: true } },
});
const bench = BENCHES[positionals[0] ?? ''];
if (bench === undefined)
  console.log(
    `Usage: npm run bench -- NAME [--quick] [--only TRAFFIC]…\nBenches: ${Object.keys(BENCHES).join(', ')}`,
  );
else await bench({ quick: values.quick, only: values.only ?? [], say: console.log });
