export type WaitNeeds = {
  /** Runs something once after a while; gives back what calls it off. */
  readonly schedule: (run: () => void, ms: number) => () => void;
  /** Ends all waiting. */
  readonly stop: AbortSignal;
};

/** Waits; false when the service stops first. */
export function waitAWhile(ms: number, { schedule, stop }: WaitNeeds): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  if (stop.aborted) return Promise.resolve(false);
  const end = () => resolve(false);
  const cancel = schedule(() => resolve(true), ms);
  stop.addEventListener('abort', end, { once: true });
  return promise.finally(() => {
    cancel();
    stop.removeEventListener('abort', end);
  });
}
