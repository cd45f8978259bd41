import { delimiter, join } from 'node:path';
import { cachedDirectory } from '../cached-directory.ts';
import { runTool } from '../run-tool.ts';
import { COMMON_ENVIRONMENT, type PrepareProgram } from './program.ts';

const POM = join(import.meta.dirname, '../java/pom.xml');
const JDK = 'Install a Java development kit, 17 or newer (default-jdk-headless in Debian).';

export const prepareJava: PrepareProgram = async (dir) => {
  const libraries = join(await installLibraries(), '*');
  const sources = ['Orders.java', 'Shop.java'].map((name) => join('src/main/java/com/shop', name));
  const compile = ['-encoding', 'UTF-8', '-cp', libraries, '-d', 'classes', ...sources];
  await runTool('javac', compile, { cwd: dir, ifMissing: JDK });
  // The Java SDK measures itself: metrics that are not ours to read come along.
  const settings = { ...COMMON_ENVIRONMENT, OTEL_METRICS_EXPORTER: 'otlp' };
  const classPath = ['classes', libraries].join(delimiter);
  return (mode, env) =>
    runTool('java', ['-cp', classPath, 'com.shop.Shop', mode], {
      cwd: dir,
      env: { ...settings, ...env },
      ifMissing: JDK,
    });
};

async function installLibraries(): Promise<string> {
  return cachedDirectory('java', [POM], async (out) => {
    const args = ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${out}`];
    await runTool('mvn', args, { cwd: out, ifMissing: 'Install Maven 3.8 or newer (maven in Debian).' });
  });
}
