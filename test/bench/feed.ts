import { createRenewal } from './marked-ids.ts';

/** Gives the bodies to send. A body must be given back when its request has been answered, not before. */
export type Feed = {
  take(): Uint8Array;
  giveBack(body: Uint8Array): void;
};

/** The same body again and again. */
export function repeat(body: Uint8Array): Feed {
  return { take: () => body, giveBack: () => undefined };
}

/** New requests each time, made from one with marked ids. */
export function renew(template: Uint8Array): Feed {
  const free: ((counter: number) => Uint8Array)[] = [];
  const used = new Map<Uint8Array, (counter: number) => Uint8Array>();
  let counter = 0;
  return {
    take() {
      const renewal = free.pop() ?? createRenewal(template);
      const body = renewal(++counter);
      used.set(body, renewal);
      return body;
    },
    giveBack(body) {
      const renewal = used.get(body);
      if (used.delete(body) && renewal !== undefined) free.push(renewal);
    },
  };
}
