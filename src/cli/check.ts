import { loadConfig, type LoadedConfig } from '../config/load.ts';
import { probeUpstream } from '../forward/probe-upstream.ts';
import { createTransport } from '../notify/create-transport.ts';
import { toUpstream, type GitWorld } from '../room-settings.ts';
import { StartFailure } from '../start-failure.ts';
import { createLog } from '../telemetry/log.ts';
import { checkPlaces } from './check-places.ts';
import { checkRepositories } from './check-repositories.ts';
import { find, formatFindings, type Finding } from './finding.ts';

export type CheckNeeds = Omit<GitWorld, 'log' | 'blameMemory'> & {
  readonly confPath: string;
  readonly version: string;
  readonly now: () => number;
  readonly print: (text: string) => void;
};

const UPSTREAM_MS = 10_000;

/**
 * Reads the configuration and tries all it names: directories, ports, repositories, mail server and upstream. Nothing is
 * sent, cloned or kept. Resolves with the exit code, 1 when something is wrong; rejects with `ConfigError`.
 */
export async function check(needs: CheckNeeds): Promise<number> {
  const loaded = await loadConfig({ path: needs.confPath, env: needs.env });
  const { config } = loaded;
  const log = createLog('silent');
  const findings = [
    describeConfiguration(needs.confPath, loaded),
    ...(await checkPlaces(config)),
    ...(await checkRepositories(config, { ...needs, log })),
    await checkMail(loaded),
    await checkUpstream(loaded, needs),
  ];
  const wrong = findings.filter(({ is }) => is === 'wrong').length;
  needs.print(`${formatFindings(findings)}\n\n${conclude(wrong, needs.confPath)}`);
  return wrong === 0 ? 0 : 1;
}

function conclude(wrong: number, confPath: string): string {
  if (wrong === 0) return `All is well. Start it with: flawless start --conf ${confPath}`;
  return wrong === 1 ? 'One thing is wrong.' : `${wrong} things are wrong.`;
}

function describeConfiguration(path: string, { rules, rulesDir }: LoadedConfig): Finding {
  const counts = Object.entries(rules).flatMap(([name, { length }]) =>
    length > 0 ? [`${name} ${length}`] : [],
  );
  const text = `${path}; rules in ${rulesDir}: ${counts.length === 0 ? 'none' : counts.join(', ')}`;
  return { subject: 'configuration', is: 'ok', text };
}

async function checkMail({ config }: LoadedConfig): Promise<Finding> {
  const transport = createTransport(config);
  const { smtp_host: host, data_dir_path: dir } = config;
  try {
    if (transport.kind === 'file')
      return {
        subject: 'mail',
        is: 'note',
        text: `no smtp_host: mails are written to ${dir}/mail, and shown at /mail`,
      };
    return await find('mail', async () => {
      const problem = await transport.probe();
      if (problem !== null) throw new StartFailure(problem);
      return `${host} takes mail; \`flawless test-email ADDRESS\` sends one`;
    });
  } finally {
    transport.close();
  }
}

async function checkUpstream({ config }: LoadedConfig, needs: CheckNeeds): Promise<Finding> {
  const { endpoint, headers, timeoutMs } = toUpstream(config);
  if (endpoint === null)
    return { subject: 'upstream', is: 'note', text: 'no upstream_endpoint: traces end here' };
  const settings = { ...needs, endpoint, headers, timeoutMs: Math.min(timeoutMs, UPSTREAM_MS) };
  return find('upstream', async () => {
    const problem = await probeUpstream(settings);
    if (problem !== null) throw new StartFailure(`${endpoint} does not take traces: ${problem}`);
    return `${endpoint} takes traces`;
  });
}
