import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from './free-port.ts';
import { runProgram } from './run-program.ts';

type Settings = { readonly dir: string; readonly repository: string; readonly upstream: string };

const KNOWN_ERRORS = `# Nobody needs a mail when somebody tries an empty coupon, unless it happens a thousand times a week.
- filename: src/cart.js
  function_name: redeem
  min_alert_threshold: 1000
`;
const BUILDING_BLOCKS = `# A failing check is the fault of whoever called it.
- filename: src/checks.js
`;

/** Starts Flawless as a user would, with a configuration of three lines; everything else is its default. */
export async function startFlawless({ dir, repository, upstream }: Settings) {
  const [port, webPort] = [await findFreePort(4318), await findFreePort(8080)];
  const data = join(dir, 'data');
  const config = [
    `repo_dir: ${repository}`,
    `upstream_endpoint: ${upstream}`,
    `data_dir_path: ${data}`,
    `port: ${port}`,
    `http_port: ${webPort}`,
    `hostname: http://localhost:${webPort}`,
    'log_level: warn',
  ];
  const configDir = join(dir, 'config');
  mkdirSync(configDir);
  writeFileSync(join(configDir, 'flawless.yaml'), `${config.join('\n')}\n`);
  writeFileSync(join(configDir, 'known_errors.yaml'), KNOWN_ERRORS);
  writeFileSync(join(configDir, 'building_blocks.yaml'), BUILDING_BLOCKS);
  const program = await runProgram({
    args: [
      join(import.meta.dirname, '../bin/flawless.js'),
      'start',
      '--conf',
      join(configDir, 'flawless.yaml'),
    ],
    cwd: dir,
    env: {},
    ready: /takes OTLP/,
  });
  const web = `http://localhost:${webPort}`;
  return { ...program, otlp: `http://127.0.0.1:${port}`, web, mailDir: join(data, 'mail'), configDir };
}
