import type { Delivery } from './transport.ts';

/** Who of a letter's recipients still has to get it, while a server keeps putting some of them off. */
export type RecipientsLeft = {
  of(letter: Addressed): readonly string[];
  /** A mail that was taken for some and may later be taken for the rest is deferred for those. */
  afterSending(letter: Addressed, delivery: Delivery): Delivery;
  forget(letter: Addressed): void;
};

type Addressed = { readonly id: number; readonly recipients: readonly string[] };

/** Known to this process only: after a restart in between, those who have the mail get the same message again. */
export function createRecipientsLeft(): RecipientsLeft {
  const left = new Map<number, readonly string[]>();
  return {
    of: ({ id, recipients }) => left.get(id) ?? recipients,
    afterSending({ id }, delivery) {
      if (delivery.is !== 'sent') return delivery;
      const waiting = delivery.refused.filter(({ mayTryAgain }) => mayTryAgain);
      const [first] = waiting;
      if (first === undefined) return delivery;
      left.set(
        id,
        waiting.map(({ address }) => address),
      );
      return { is: 'deferred', because: `${first.address}: ${first.because}` };
    },
    forget({ id }) {
      left.delete(id);
    },
  };
}
