import { CAUSES } from './stories/causes.ts';
import { CHOICE } from './stories/choice.ts';
import { COPIES } from './stories/copies.ts';
import { DRIFT } from './stories/drift.ts';
import { FILES } from './stories/files.ts';
import { FOLDERS } from './stories/folders.ts';
import { HARD_HISTORIES } from './stories/hard-histories.ts';
import { MERGES } from './stories/merges.ts';
import { MOVES } from './stories/moves.ts';
import { PEOPLE } from './stories/people.ts';
import { REFORMATTING } from './stories/reformatting.ts';
import { RENAMES } from './stories/renames.ts';
import { REVERTS } from './stories/reverts.ts';
import { REVISIONS } from './stories/revisions.ts';
import { STATEMENTS } from './stories/statements.ts';
import type { Story } from './story.ts';

/** All stories by theme. */
export const STORIES: Readonly<Record<string, readonly Story[]>> = {
  reformatting: REFORMATTING,
  moves: MOVES,
  copies: COPIES,
  renames: RENAMES,
  merges: MERGES,
  'reverts and picks': REVERTS,
  'hard histories': HARD_HISTORIES,
  'what runs': REVISIONS,
  'drifted lines': DRIFT,
  'who is told': PEOPLE,
  'which frame': CHOICE,
  'chains of causes': CAUSES,
  'unusual files': FILES,
  'which file': FOLDERS,
  statements: STATEMENTS,
};
