import type { Config } from '../config/options.ts';
import { createFileTransport } from './file-transport.ts';
import { createSmtpTransport, type SmtpConfig } from './smtp-transport.ts';
import type { Transport } from './transport.ts';

/** SMTP where `smtp_host` names a server, else files below `data_dir_path`. */
export function createTransport(
  config: Omit<SmtpConfig, 'smtp_host'> & Pick<Config, 'smtp_host' | 'data_dir_path'>,
): Transport {
  const { smtp_host: host } = config;
  if (host === null || host === '') return createFileTransport(config);
  return createSmtpTransport({ ...config, smtp_host: host });
}
