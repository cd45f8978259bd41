import type { Tried } from './deliver-letter.ts';

/** Who of a letter's recipients still has to get it, while a server keeps putting some of them off. */
export type RecipientsLeft = {
  of(letter: Addressed): readonly string[];
  /** A mail that was taken for some and may later be taken for the rest is deferred for those. */
  afterTrying(letter: Addressed, tried: Tried): Tried;
  /** Whether others than those who are left have it. */
  isBegun(letter: Addressed): boolean;
  forget(letter: Addressed): void;
};

type Addressed = { readonly id: number; readonly recipients: readonly string[] };

/** Known to this process only: after a restart in between, those who have the mail get the same message again. */
export function createRecipientsLeft(): RecipientsLeft {
  const left = new Map<number, readonly string[]>();
  return {
    of: ({ id, recipients }) => left.get(id) ?? recipients,
    afterTrying({ id }, tried) {
      if (tried.is !== 'sent') return tried;
      const waiting = tried.refused.filter(({ mayTryAgain }) => mayTryAgain);
      const [first] = waiting;
      if (first === undefined) return tried;
      left.set(
        id,
        waiting.map(({ address }) => address),
      );
      return { is: 'deferred', because: `${first.address}: ${first.because}` };
    },
    isBegun: ({ id }) => left.has(id),
    forget({ id }) {
      left.delete(id);
    },
  };
}
