import { pino } from 'pino';

type Write = (fields: object, message: string) => void;

/** Structured logging; `fields` never carries a secret. */
export type Log = {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
};

/** JSON lines on standard error, which leaves standard output to the commands' own answers. */
export function createLog(level: string): Log {
  return pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
}
