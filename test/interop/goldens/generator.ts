import type { Runtime } from './find-runtime.ts';

/** A part of a script in `test/fixtures/stacks/programs`: what it prints with one runtime. */
export type Generator = {
  readonly script: string;
  readonly runtime: Runtime;
  /** A sentence for whoever does not have the runtime. */
  readonly ifMissing: string;
  /** Where the continuous integration has it, so that its absence is a failure. */
  readonly required?: boolean;
  /** What it needs on the `PATH` beside the runtime. */
  readonly tools?: readonly string[];
  /** Files it cannot do without. */
  readonly files?: readonly string[];
  /** The runtime's command, from a registry. */
  readonly fetch?: () => Promise<string>;
  /** What else the script reads from its environment, from a registry. */
  readonly install?: () => Promise<Readonly<Record<string, string>>>;
  /** Matches the path, a NUL and the module of the frames that are in our programs. */
  readonly ours: RegExp;
};

/** The frames of most programs. */
export const IN_APP = /^\/(?:tmp|srv)\/app\//;
