import { parseArgs } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import { isMailAddress } from '../mail-address.ts';
import { readBlameArguments, type BlameRequest } from './read-blame-arguments.ts';
import { readUploadArguments, type UploadRequest } from './read-upload-arguments.ts';

/** What the command line asks for. */
export type Request =
  | { readonly command: 'start' | 'check'; readonly confPath: string }
  | { readonly command: 'test-email'; readonly confPath: string; readonly address: string }
  | BlameRequest
  | UploadRequest
  | { readonly command: 'options' | 'help' | 'hash-password' }
  | { readonly command: 'wrong'; readonly message: string };

const COMMANDS = [
  'start',
  'check',
  'blame',
  'test-email',
  'sourcemaps',
  'hash-password',
  'options',
  'help',
] as const;
const PLAIN = ['hash-password', 'options', 'help'] as const;

/** Reads the arguments behind the program's name. `-conf PATH` is taken as `--conf PATH`, as the original wrote it. */
export function readArguments(args: readonly string[]): Request {
  const [command = 'help', ...rest] = args.map((arg) => arg.replace(/^-conf(?==|$)/, '--conf'));
  if (command === '--help' || command === '-h' || rest.includes('--help')) return { command: 'help' };
  if (command === 'start' || command === 'check') return refuseText(readConfigured(command, rest));
  if (command === 'test-email') return refuseText(readTestEmail(rest));
  if (command === 'blame') return refuseText(readBlameArguments(rest));
  if (command === 'sourcemaps') return refuseText(readUploadArguments(rest));
  const plain = PLAIN.find((name) => name === command);
  if (plain === undefined) return wrong(describeUnknown(command));
  return rest.length === 0 ? { command: plain } : wrong(`\`flawless ${plain}\` takes no arguments.`);
}

function readConfigured(command: 'start' | 'check', args: readonly string[]): Request | string {
  const usage = `flawless ${command} --conf PATH`;
  const read = readConf(args, usage);
  if (typeof read === 'string') return read;
  if (read.others.length > 0) return `Unexpected argument '${read.others[0]}': ${usage}.`;
  return { command, confPath: read.confPath };
}

function readTestEmail(args: readonly string[]): Request | string {
  const usage = 'flawless test-email ADDRESS --conf PATH';
  const read = readConf(args, usage);
  if (typeof read === 'string') return read;
  const [address = '', ...more] = read.others;
  if (address === '' || more.length > 0) return `\`flawless test-email\` takes one address: ${usage}.`;
  if (!isMailAddress(address)) return `${address} is not a mail address, such as ann@example.com.`;
  return { command: 'test-email', confPath: read.confPath, address };
}

/** The configuration file and what else is there; a text says what is wrong. */
function readConf(
  args: readonly string[],
  usage: string,
): { readonly confPath: string; readonly others: readonly string[] } | string {
  const command = usage.split(' ', 2).join(' ');
  try {
    const options = { conf: { type: 'string', multiple: true } } as const;
    const { values, positionals: others } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [confPath = '', ...more] = values.conf ?? [];
    if (more.length > 0) return `\`${command}\` takes one configuration file.`;
    return confPath === '' ? `\`${command}\` needs a configuration file: ${usage}.` : { confPath, others };
  } catch (error) {
    return `${error instanceof Error ? error.message.split('. ', 1)[0] : String(error)}.`;
  }
}

/** A text says what is wrong. */
function refuseText(read: Request | string): Request {
  return typeof read === 'string' ? wrong(read) : read;
}

function describeUnknown(command: string): string {
  const near = closest(command, [...COMMANDS]);
  const hint = distance(command, near) * 2 <= command.length ? ` Did you mean \`flawless ${near}\`?` : '';
  return `There is no command \`${command}\`.${hint}`;
}

function wrong(message: string): Request {
  return { command: 'wrong', message: `${message} \`flawless help\` tells what there is.` };
}
