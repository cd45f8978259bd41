import type { Config } from '../../../src/config/options.ts';
import type { Rules } from '../../../src/config/rules.ts';
import type { Trace } from './print-trace.ts';
import type { Truth } from './truth.ts';

/** A history somebody made, and what broke in it. */
export type Story = {
  readonly about: string;
  readonly history: readonly Step[];
  readonly cases: readonly Case[];
  /** Branches deleted in the end; their commits stay. */
  readonly deleted?: readonly string[];
  /** How Flawless gets to see it: as a checkout unless said otherwise. */
  readonly seen?: 'checkout' | 'mirror' | 'shallow' | { readonly subdirectory: string };
};

/** A commit. Its parent is the tip of its branch, unless said otherwise; a day lies between two steps. */
export type Step = {
  readonly name: string;
  /** `ann`, who is Ann <ann@shop.test>, or `Name <address>`. */
  readonly by: string;
  readonly committer?: string;
  readonly message?: string;
  /** What files read afterwards; a list is of lines. */
  readonly files?: Readonly<Record<string, Content>>;
  readonly on?: string;
  readonly from?: string;
  readonly merge?: readonly string[];
  readonly tags?: readonly string[];
};

/** null removes the file. A function is told the hashes of the steps before. */
export type Content =
  | string
  | readonly string[]
  | null
  | { readonly link: string }
  | { readonly submodule: string }
  | ((hashOf: (step: string) => string) => string);

/** One exception in production, and what a developer of the project would say of it. */
export type Case = {
  /** A sentence that says who is at fault and why. */
  readonly title: string;
  /** The step that runs, told as a full hash; or what the service says instead. */
  readonly runs?: string | Running;
  readonly trace: Trace;
  readonly rules?: Partial<Rules>;
  readonly config?: Partial<Config>;
  readonly truth: Truth;
  /** Why Flawless does not find it yet. */
  readonly pending?: string;
};

export type Running = {
  readonly revision?: string;
  readonly version?: string;
  readonly service?: string;
  /** A step, told by the first ten digits of its hash between these. */
  readonly short?: { readonly of: string; readonly before?: string; readonly after?: string };
};
