import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Config } from '../config/options.ts';
import { writeDurably } from '../sync-file.ts';
import { mailDirectory, nameMailFile } from './mail-file.ts';
import { nameSender, toMessage } from './mail-message.ts';
import type { Delivery, Transport } from './transport.ts';

/** Writes mails to `<data_dir_path>/mail/<time>-<letter>.eml` for want of an SMTP server; the same letter twice is one file. */
export function createFileTransport(
  config: Pick<Config, 'data_dir_path' | 'smtp_from' | 'email_domain_name'>,
): Transport {
  const directory = mailDirectory(config.data_dir_path);
  const sender = nameSender(config);
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    kind: 'file',
    async send(mail): Promise<Delivery> {
      try {
        const { message } = await composer.sendMail(toMessage(mail, sender));
        if (!Buffer.isBuffer(message)) throw new Error('the message was not built in memory');
        await mkdir(directory, { recursive: true });
        await writeDurably(join(directory, nameMailFile(mail)), [message]);
        return { is: 'sent', refused: [] };
      } catch (error) {
        const because = `the mail could not be written: ${String(error)}`;
        return { is: 'deferred', because, unseen: true, about: 'server' };
      }
    },
    probe: async () => null,
    close: () => composer.close(),
  };
}
