import type { Hole } from './hole.ts';

/** What a walk through one request found. */
export type Scan<Item> = {
  /** All spans or log records of the request, rejected and overlooked ones too. */
  readonly itemCount: number;
  /** Those that carry a wanted attribute, on themselves or on an event. */
  readonly matched: readonly Item[];
  /** Items whose own content is invalid, in their order. They were not read; the rest of the request was. */
  readonly rejected: readonly Hole[];
  /** How many items with a wanted attribute exceed what is read of one request. Nothing is wrong with them. */
  readonly overlooked: number;
};
