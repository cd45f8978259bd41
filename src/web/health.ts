/** How the service is doing, for `/check_health`; nothing in it is secret. */
export type Health = {
  readonly ok: boolean;
  /** One sentence each: what is wrong and what to do. */
  readonly problems: readonly string[];
  readonly facts: Readonly<Record<string, string | number>>;
  /** The counters of `createOutcomes`. */
  readonly outcomes: Readonly<Record<string, number>>;
};
