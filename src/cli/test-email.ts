import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/options.ts';
import { createLinks } from '../links.ts';
import { composeTestMail } from '../notify/compose-test-mail.ts';
import { createTransport } from '../notify/create-transport.ts';
import type { Delivery } from '../notify/transport.ts';
import { StartFailure } from '../start-failure.ts';

export type TestEmailNeeds = {
  readonly address: string;
  readonly confPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly print: (text: string) => void;
};

/** Sends one mail as the service would send its own. Rejects with `ConfigError`, and with `StartFailure` when it was not taken. */
export async function testEmail({ address, confPath, env, now, print }: TestEmailNeeds): Promise<void> {
  const { config } = await loadConfig({ path: confPath, env });
  const transport = createTransport(config);
  try {
    const mail = composeTestMail({ address, config, links: createLinks(config.hostname), now });
    const because = whyNot(await transport.send(mail));
    if (because !== null) throw new StartFailure(`The mail to ${address} was not taken: ${because}`);
    print(describeWay(address, config));
  } finally {
    transport.close();
  }
}

function whyNot(delivery: Delivery): string | null {
  if (delivery.is !== 'sent') return delivery.because;
  return delivery.refused[0]?.because ?? null;
}

function describeWay(address: string, { smtp_host: host, data_dir_path: dir }: Config): string {
  if (host === null || host === '')
    return `No smtp_host is set: the mail to ${address} was written to ${dir}/mail, where Flawless shows it at /mail.`;
  return `${host} has taken a mail to ${address}. If it does not arrive, look into the spam folder, and ask the mail server's log.`;
}
