import { parseArgs } from 'node:util';
import { READERS } from '../parse/parse-stack.ts';

/** What `flawless blame` is to read, and what is known beside it. */
export type BlameRequest = {
  readonly command: 'blame';
  /** Null is standard input. */
  readonly file: string | null;
  readonly confPath: string | null;
  readonly json: boolean;
  readonly known: KnownOfTrace;
};

/** What a service would have reported beside the stack trace. */
export type KnownOfTrace = {
  readonly type?: string;
  readonly message?: string;
  readonly language?: string;
  readonly service?: string;
  readonly serviceVersion?: string;
  readonly revision?: string;
};

/** Reads the arguments behind `blame`; a sentence when they are wrong. */
export function readBlameArguments(args: readonly string[]): BlameRequest | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
    });
    return checkUsage(values, positionals) ?? toRequest(values, positionals[0]);
  } catch (error) {
    // Behind its first sentence, parseArgs explains how it splits arguments.
    return `${error instanceof Error ? error.message.split(/\.\s/, 1)[0] : String(error)}.`;
  }
}

const OPTIONS = {
  conf: { type: 'string' },
  language: { type: 'string' },
  service: { type: 'string' },
  'service-version': { type: 'string' },
  revision: { type: 'string' },
  type: { type: 'string' },
  message: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

type Values = { readonly [Name in Exclude<keyof typeof OPTIONS, 'json'>]?: string } & {
  readonly json: boolean;
};

function checkUsage(values: Values, positionals: readonly string[]): string | null {
  const languages = READERS.flatMap((reader) => reader.languages);
  if (positionals.length > 1) return '`flawless blame` takes one file.';
  if (positionals[0] === '') return 'The name of the file is empty.';
  if (values.conf === '') return '`--conf` needs the path of a configuration file.';
  if (values.language === undefined || languages.includes(values.language)) return null;
  return `\`--language\` is one of ${languages.join(', ')}; without it the shape of the trace tells.`;
}

function toRequest(values: Values, file = '-'): BlameRequest {
  const { conf, json, 'service-version': serviceVersion, ...others } = values;
  return {
    command: 'blame',
    file: file === '-' ? null : file,
    confPath: conf ?? null,
    json,
    known: { ...others, ...(serviceVersion !== undefined && { serviceVersion }) },
  };
}
