import type { DatabaseSync } from 'node:sqlite';
import type { Participant } from './group-commit.ts';

/** What a thread can be asked: looks are answered at once, works once they are on disk. */
export type Room = {
  readonly database: DatabaseSync;
  readonly participant: Participant | null;
  readonly looks: object;
  readonly works: object;
};
