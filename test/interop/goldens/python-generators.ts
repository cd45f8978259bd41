import { globSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { installPython } from '../runtimes/python.ts';
import { IN_APP, type Generator } from './generator.ts';
import { installFromPyPi } from './install.ts';

const PYENV =
  process.env['PYENV'] ?? join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');

// Prints the version of a Python that can compile.
const HEADERS =
  'import os, sys, sysconfig; os.stat(sysconfig.get_path("include") + "/Python.h"); print(sys.version)';

/** Every line of Python that prints something otherwise. */
export const PYTHON = {
  python: {
    ...python('PYTHON', ['/usr/bin/python3', 'python3'], /^Python (3\.1[1-9]\.\d+)/),
    script: 'generate',
    ifMissing: 'Install Python 3.11 or newer (python3 in Debian).',
    required: true,
  },
  python311: python('PYTHON311', ['/usr/bin/python3.11', ...inPyenv('3.11')], /^Python (3\.11\.\d+)/),
  python313: python('PYTHON313', ['python3.13', ...inPyenv('3.13')], /^Python (3\.13\.\d+)/),
  python27: python('PYTHON27', ['python2.7', ...inPyenv('2.7')], /^Python (2\.7\.\d+)/),
  python36: python('PYTHON36', ['python3.6', ...inPyenv('3.6')], /^Python (3\.6\.\d+)/),
  python38: python('PYTHON38', ['python3.8', ...inPyenv('3.8')], /^Python (3\.8\.\d+)/),
  'python-sdk': {
    ...python('SDK', [], /^Python (3\.\d+\.\d+)/),
    fetch: installPython,
    required: true,
  },
  cython: {
    ...python('CYTHON', [], /^(3\.\d+\.\d+)/, ['-c', HEADERS]),
    tools: ['cc'],
    fetch: installPython,
    ifMissing: "Install Python's headers and a C compiler (python3-dev and gcc in Debian).",
    install: async () => ({ PACKAGES: await installFromPyPi(['cython==3.3.1', 'setuptools==80.9.0']) }),
    ours: /^(?:\/tmp\/app\/|shop\/pay\.pyx)/,
  },
} as const satisfies Record<string, Generator>;

function python(variable: string, commands: readonly string[], says: RegExp, ask = ['--version']): Generator {
  const ifMissing = `Set ${variable} to such a Python, or install it with pyenv.`;
  return { script: 'pythons/generate', runtime: { variable, commands, says, ask }, ifMissing, ours: IN_APP };
}

function inPyenv(version: string): readonly string[] {
  return globSync(join(PYENV, `${version}.*/bin/python`));
}
