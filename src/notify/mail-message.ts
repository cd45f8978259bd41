import type { SendMailOptions } from 'nodemailer';
import type { Config } from '../config/options.ts';
import type { ComposedMail } from './compose-mail.ts';

/** Who mails come from. */
export type Sender = { readonly name: string; readonly address: string };

/** `smtp_from`, or `flawless@` the configured domain. */
export function nameSender({
  smtp_from: from,
  email_domain_name: domain,
}: Pick<Config, 'smtp_from' | 'email_domain_name'>): Sender {
  return { name: 'Flawless', address: from ?? `flawless@${domain}` };
}

/** The mail as nodemailer takes it. The envelope is given, so that nobody is told but those in `to`. */
export function toMessage(mail: ComposedMail, sender: Sender): SendMailOptions {
  return {
    envelope: { from: sender.address, to: mail.to.map(({ address }) => address) },
    from: { ...sender },
    to: mail.to.map((recipient) => ({ ...recipient })),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    inReplyTo: mail.references,
    references: mail.references,
    date: new Date(mail.createdAtMs),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'List-Id': mail.listId,
    },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
