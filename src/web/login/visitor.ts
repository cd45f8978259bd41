import type { Context } from 'koa';

/** Somebody who may see the pages. */
export type Visitor = {
  /** Null where nobody has to say who they are. */
  readonly name: string | null;
  readonly address: string;
  /** What their forms are bound to besides their browser, so that nobody else's form is taken for theirs. */
  readonly binding: string;
};

/** Who asks; null: somebody who may not, or has to log in first. */
export type Identify = (ctx: Context) => Visitor | null;

/** A visitor as the log tells of them. */
export function describeVisitor(visitor: Visitor | null): string {
  const { name = null, address = 'an unknown address' } = visitor ?? {};
  return `${name === null ? 'web form' : `${name}, web form`}, from ${address}`;
}
