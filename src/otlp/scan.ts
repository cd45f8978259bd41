/** What a walk through one request found. */
export type Scan<Item> = {
  /** All spans or log records of the request, rejected ones too. */
  readonly itemCount: number;
  /** Those that carry a wanted attribute, on themselves or on an event. */
  readonly matched: readonly Item[];
  /** Items whose own content is invalid. They were not read; the rest of the request was. */
  readonly rejectedItems: number;
};
