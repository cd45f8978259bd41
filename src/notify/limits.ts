/** How much of an exception a mail shows: characters, but for those that count rows. */
export type Limits = {
  readonly name: number;
  readonly message: number;
  readonly path: number;
  readonly codeLine: number;
  readonly document: number;
  readonly lines: number;
  readonly exceptions: number;
  readonly traceRows: number;
  readonly requestRows: number;
  /** Local variables of one frame. */
  readonly variables: number;
};

/** The limits at `scale`, above 0 and at most 1; a mail that came out too large is composed again at a smaller scale. */
export function scaleLimits(scale: number): Limits {
  const of = (most: number, least: number): number => Math.max(least, Math.floor(most * scale));
  return {
    name: of(200, 40),
    message: of(3_000, 200),
    path: of(200, 60),
    codeLine: of(200, 60),
    document: of(6_000, 200),
    lines: of(120, 12),
    exceptions: of(8, 2),
    traceRows: of(40, 4),
    requestRows: of(30, 3),
    variables: of(20, 2),
  };
}
