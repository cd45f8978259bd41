import { loadConfig } from '../config/load.ts';
import { createRememberedFile } from '../config/remember-file.ts';
import { createRuleBook } from '../config/rule-book.ts';
import { createService, type Service, type World } from '../service.ts';
import { createLog } from '../telemetry/log.ts';

export type StartNeeds = Omit<World, 'log' | 'configFile'> & {
  readonly confPath: string;
  /** Prints a line for people. */
  readonly print: (line: string) => void;
  /** Told before anything is opened, so that a signal while starting stops cleanly too. */
  readonly stopOnSignal: (service: Service) => void;
};

/** Loads the configuration and starts the service; rejects with `ConfigError` or `StartFailure`. */
export async function start(needs: StartNeeds): Promise<void> {
  const configFile = createRememberedFile(needs.confPath);
  const { readFile } = configFile;
  const { config, rules, rulesDir } = await loadConfig({ path: needs.confPath, env: needs.env, readFile });
  const log = createLog(config.log_level);
  const ruleBook = createRuleBook({ dir: rulesDir, rules, log });
  const service = createService(config, ruleBook, { ...needs, log, configFile });
  needs.stopOnSignal(service);
  const { otlpPort, webPort } = await service.start();
  const scheme = config.tls_cert === null ? 'http' : 'https';
  const [otlp, web] = [
    `${scheme}://${config.listen_host}:${otlpPort}`,
    `http://${config.http_host}:${webPort}`,
  ];
  needs.print(`Flawless takes OTLP on ${otlp} and shows its pages on ${web}`);
}
