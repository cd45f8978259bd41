import type { Place } from './place.ts';

/** Attributes for one place. Whole numbers become int64, other numbers double. */
export type Addition<P extends Place = Place> = {
  readonly place: P;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
};
