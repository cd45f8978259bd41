import { parseArgs } from 'node:util';

/** What `flawless sourcemaps upload` is to send, and where. */
export type UploadRequest = {
  readonly command: 'sourcemaps';
  readonly dir: string;
  readonly service: string;
  readonly version: string;
  /** The address of the web pages. */
  readonly to: string;
  /** Null: the environment may have one. */
  readonly token: string | null;
};

const USAGE = 'flawless sourcemaps upload DIR --service NAME --version VERSION';

/** Reads the arguments behind `sourcemaps`; a sentence when they are wrong. */
export function readUploadArguments(args: readonly string[]): UploadRequest | string {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    return toRequest(values, positionals);
  } catch (error) {
    // Behind its first sentence, parseArgs explains how it splits arguments.
    return `${error instanceof Error ? error.message.split(/\.\s/, 1)[0] : String(error)}.`;
  }
}

const OPTIONS = {
  service: { type: 'string' },
  version: { type: 'string' },
  to: { type: 'string', default: 'http://localhost:8080' },
  token: { type: 'string' },
} as const;

type Values = {
  readonly service?: string;
  readonly version?: string;
  readonly to: string;
  readonly token?: string;
};

function toRequest(
  { service = '', version = '', to, token }: Values,
  [action, dir = '', ...others]: readonly string[],
): UploadRequest | string {
  if (action !== 'upload' || dir === '' || others.length > 0) return `Write \`${USAGE}\`.`;
  if (service === '')
    return `\`--service\` is missing: the service.name that the traces come with. \`${USAGE}\`.`;
  if (version === '')
    return `\`--version\` is missing: the service.version that the traces come with. \`${USAGE}\`.`;
  if (!/^https?:\/\/[^/?#@]+[^?#]*$/i.test(to) || !URL.canParse(to))
    return '`--to` is the address of Flawless’ web pages, such as http://localhost:8080.';
  return { command: 'sourcemaps', dir, service, version, to, token: token ?? null };
}
