/** What a mail tells that lists several things: plain text, bounded, and free of control characters. */
export type ListContent = {
  readonly subject: string;
  readonly title: string;
  /** Why this mail, in a sentence or two. */
  readonly intro: string;
  readonly entries: readonly ListEntry[];
  /** What the list leaves out. */
  readonly more: string | null;
  /** Where all of it stands. */
  readonly page: ListLink | null;
  readonly about: string;
};

export type ListEntry = {
  readonly title: string;
  /** The line at fault. */
  readonly place: string | null;
  readonly text: string;
  readonly link: ListLink | null;
  /** Whether it is good news. */
  readonly isGood?: boolean;
};

export type ListLink = { readonly text: string; readonly href: string };
