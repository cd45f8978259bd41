import { parseArgs } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import { readBlameArguments, type BlameRequest } from './read-blame-arguments.ts';
import { readUploadArguments, type UploadRequest } from './read-upload-arguments.ts';

/** What the command line asks for. */
export type Request =
  | { readonly command: 'start'; readonly confPath: string }
  | BlameRequest
  | UploadRequest
  | { readonly command: 'options' | 'help' }
  | { readonly command: 'wrong'; readonly message: string };

const COMMANDS = ['start', 'blame', 'sourcemaps', 'options', 'help'] as const;

/** Reads the arguments behind the program's name. `-conf PATH` is taken as `--conf PATH`, as the original wrote it. */
export function readArguments(args: readonly string[]): Request {
  const [command = 'help', ...rest] = args.map((arg) => arg.replace(/^-conf(?==|$)/, '--conf'));
  if (command === '--help' || command === '-h' || rest.includes('--help')) return { command: 'help' };
  if (command === 'start') return readStart(rest);
  if (command === 'blame') return refuseText(readBlameArguments(rest));
  if (command === 'sourcemaps') return refuseText(readUploadArguments(rest));
  if (command !== 'options' && command !== 'help') return wrong(describeUnknown(command));
  return rest.length === 0 ? { command } : wrong(`\`flawless ${command}\` takes no arguments.`);
}

function readStart(args: readonly string[]): Request {
  try {
    const { values } = parseArgs({ args: [...args], options: { conf: { type: 'string', multiple: true } } });
    const [confPath = '', ...others] = values.conf ?? [];
    if (others.length > 0) return wrong('`flawless start` takes one configuration file.');
    if (confPath !== '') return { command: 'start', confPath };
    return wrong('`flawless start` needs a configuration file: flawless start --conf PATH.');
  } catch (error) {
    return wrong(`${error instanceof Error ? error.message.split('. ', 1)[0] : String(error)}.`);
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
