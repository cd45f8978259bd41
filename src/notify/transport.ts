import type { ComposedMail } from './compose-mail.ts';

/** Hands mails to whoever delivers them. */
export type Transport = {
  readonly kind: 'smtp' | 'file';
  /** Never rejects: whatever goes wrong is a `Delivery`. */
  send(mail: ComposedMail): Promise<Delivery>;
  /** Whether mail could be sent now: null, or a sentence that says why not and what to do. Never rejects. */
  probe(): Promise<string | null>;
  /** Ends a sending that is still under way. */
  close(): void;
};

/** What came of one sending; `because` never holds a secret. */
export type Delivery =
  /** Taken for everybody but `refused`. */
  | { readonly is: 'sent'; readonly refused: readonly RefusedRecipient[] }
  /** Taken for nobody; the same mail may be taken later. */
  | {
      readonly is: 'deferred';
      readonly because: string;
      /** For certain; else a reply may have been lost. */
      readonly unseen: boolean;
      /** What it is about: `server` if any mail would have met with it. */
      readonly about: 'server' | 'mail';
    }
  /** Taken for nobody, and it never will be. */
  | { readonly is: 'failed'; readonly because: string };

export type RefusedRecipient = {
  readonly address: string;
  readonly because: string;
  /** The server may take it for this recipient later, as greylisting ones do. */
  readonly mayTryAgain: boolean;
};
