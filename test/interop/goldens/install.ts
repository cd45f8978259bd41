import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { cachedDirectory } from '../cached-directory.ts';
import { runTool } from '../run-tool.ts';
import { installPython } from '../runtimes/python.ts';
import { PROGRAMS } from './golden-files.ts';

/** Path of a file in a package of npm, whose scripts are not run. */
export async function installFromNpm(name: string, version: string, file: string): Promise<string> {
  const dir = await cachedDirectory(`${name.replace('/', '-')}-${version}`, [], async (out) => {
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--prefix', out];
    await runTool('npm', ['install', ...options, `${name}@${version}`], { cwd: out });
  });
  return join(dir, 'node_modules', name, file);
}

/** Path of a directory of packages of PyPI, each in an exact version. */
export async function installFromPyPi(packages: readonly string[]): Promise<string> {
  const python = await installPython();
  return cachedDirectory(packages.join('-'), [], async (out) => {
    const options = ['--quiet', '--no-deps', '--target', out];
    await runTool(python, ['-m', 'pip', 'install', ...options, ...packages], { cwd: out });
  });
}

/** Path of a directory of what the programs for the JVM need: the OpenTelemetry SDK and compilers. */
export async function installLibraries(): Promise<string> {
  const pom = join(PROGRAMS, 'java/pom.xml');
  return cachedDirectory('stacks-java', [pom], async (out) => {
    cpSync(pom, join(out, 'pom.xml'));
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${out}`];
    await runTool('mvn', ['-q', '-B', '-f', join(out, 'pom.xml'), ...goal], { cwd: out });
  });
}
