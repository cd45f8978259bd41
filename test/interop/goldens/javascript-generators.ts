import type { Runtime } from './find-runtime.ts';
import { IN_APP, type Generator } from './generator.ts';
import { installFromNpm } from './install.ts';

// Some programs give code the names of bundlers.
const IN_NODE = /^(?!node:)[^\0]/;

/** Node, and other engines with programs of their own. */
export const JAVASCRIPT = {
  node: {
    script: 'generate',
    runtime: { variable: 'NODE24', commands: [process.execPath], says: /^v(24\.\S+)/ },
    ifMissing: 'Run the tests with Node 24.',
    required: true,
    ours: IN_NODE,
  },
  node20: {
    script: 'generate',
    runtime: { variable: 'NODE20', commands: ['node'], says: /^v(20\.\S+)/ },
    ifMissing: 'Set NODE20 to a Node 20.',
    fetch: () => installFromNpm(`node-${process.platform}-${process.arch}`, '20.20.2', 'bin/node'),
    required: true,
    ours: IN_NODE,
  },
  spidermonkey: engine('SPIDERMONKEY', ['js102'], /C(\S+)/, {
    ifMissing: 'Install js102 (libmozjs-102-dev in Debian 12).',
  }),
  jsc: engine('JSC', ['jsc'], /^/, {
    ask: ['-e', ''],
    ifMissing: 'Install jsc (libjavascriptcoregtk-4.0-bin in Debian 12).',
  }),
  bun: engine('BUN', ['bun'], /^(\S+)/, {
    ifMissing: 'Set BUN to a Bun.',
    fetch: () => installFromNpm(`@oven/bun-${process.platform}-${process.arch}`, '1.3.13', 'bin/bun'),
  }),
  deno: engine('DENO', ['deno'], /^deno (\S+)/, {
    ifMissing: 'Set DENO to a Deno.',
    fetch: () =>
      installFromNpm(
        `@deno/${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}`,
        '2.9.6',
        'deno',
      ),
  }),
  firefox: engine('FIREFOX', ['firefox-esr', 'firefox'], /Firefox (\S+)/, {
    ifMissing: 'Install firefox-esr.',
    install: () => Promise.resolve({ NODE24: process.execPath }),
    ours: /^http:\/\/127\.0\.0\.1:8090\//,
  }),
} as const satisfies Record<string, Generator>;

function engine(variable: string, commands: readonly string[], says: RegExp, rest: EngineRest): Generator {
  const { ask = ['--version'], ...more } = rest;
  const runtime = { variable, commands, says, ask };
  return { script: 'engines/generate', runtime, ours: IN_APP, ...more };
}

type EngineRest = Pick<Generator, 'ifMissing'> & Partial<Generator> & Pick<Runtime, 'ask'>;
