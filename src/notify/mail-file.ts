import { join } from 'node:path';
import { UNFINISHED } from '../sync-file.ts';
import type { ComposedMail } from './compose-mail.ts';

/** Where mails are written for want of an SMTP server. */
export function mailDirectory(dataDir: string): string {
  return join(dataDir, 'mail');
}

/** `20260301T010000Z-17.eml`: when the letter was written, and its number. */
export function nameMailFile({
  createdAtMs,
  letterId,
}: Pick<ComposedMail, 'createdAtMs' | 'letterId'>): string {
  const time = new Date(createdAtMs).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${time}-${letterId}.eml`;
}

/** When the letter of a file, finished or not, was written; null when its name is not one of ours. */
export function readMailFileTime(name: string): number | null {
  const finished = name.endsWith(UNFINISHED) ? name.slice(0, -UNFINISHED.length) : name;
  const [, ...parts] = NAME.exec(finished) ?? [];
  const [year, month, day, hour, minute, second] = parts.map(Number);
  if (year === undefined || month === undefined) return null;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-\d+\.eml$/;
