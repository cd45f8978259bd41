// Too many open files, or too little memory.
const CODES = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']);

/** Whether only the machine is short of something, so that the file itself may be in order. */
export function isPassingFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CODES.has(String(error.code));
}
