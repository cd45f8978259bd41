import type { Readable } from 'node:stream';
import { hashPassword } from '../password-hash.ts';

export type HashPasswordNeeds = {
  readonly input: Readable & Partial<Terminal>;
  /** Prints a line for programs. */
  readonly print: (line: string) => void;
  /** Writes to people what is no part of the answer. */
  readonly prompt: (text: string) => void;
  readonly randomBytes: (size: number) => Uint8Array;
};

type Terminal = { readonly isTTY: boolean; setRawMode(raw: boolean): unknown };

const FEWEST_CHARACTERS = 8;
const FAILED = 1;

/** Reads a password, from a terminal without showing it, and prints what `web_users` keeps of it; gives the exit code. */
export async function printPasswordHash(needs: HashPasswordNeeds): Promise<number> {
  const { input, print, prompt, randomBytes } = needs;
  const hide = input.isTTY === true;
  if (hide) prompt('Password (it is not shown): ');
  const password = await readLine(input, hide);
  if (hide) prompt('\n');
  if (password === null) return FAILED;
  if (password.length < FEWEST_CHARACTERS) {
    prompt(`A password has at least ${FEWEST_CHARACTERS} characters; longer ones are better.\n`);
    return FAILED;
  }
  print(await hashPassword(password, randomBytes));
  return 0;
}

/** The first line; null when somebody gave up. */
async function readLine(input: HashPasswordNeeds['input'], hide: boolean): Promise<string | null> {
  let text = '';
  if (hide) input.setRawMode?.(true);
  try {
    for await (const chunk of input.setEncoding('utf8')) {
      text = edit(text, String(chunk));
      if (text.includes('\u0003')) return null;
      if (/[\r\n]/.test(text)) break;
    }
  } finally {
    if (hide) input.setRawMode?.(false);
  }
  return text.split(/[\r\n]/, 1)[0] ?? '';
}

// A raw terminal leaves the backspace and the end of the input (Ctrl-D) to us.
function edit(before: string, typed: string): string {
  let text = before;
  for (const character of typed) {
    if (character === '\u007f' || character === '\b') text = text.slice(0, -1);
    else text += character === '\u0004' ? '\n' : character;
  }
  return text;
}
