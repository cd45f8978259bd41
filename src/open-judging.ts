import { rememberVerdicts, type Verdict, type Verdicts } from './blame/remember-verdicts.ts';
import type { CatchUpNeeds } from './catch-up.ts';
import type { RuleBook } from './config/rule-book.ts';
import { openJudgeRooms, type JudgeRoomNeeds } from './judge-rooms.ts';
import type { Repositories } from './open-repositories.ts';
import type { ParsedException } from './parse/parse-exception.ts';
import { createJudge, createLastJudge, type Judge } from './pipeline.ts';
import type { Log } from './telemetry/log.ts';

export type JudgingNeeds = Omit<JudgeRoomNeeds, 'rules' | 'forgiving' | 'repositories'> & {
  readonly ruleBook: RuleBook;
  readonly repositories: Repositories;
  /** Told each new verdict. */
  readonly onVerdict: (parsed: ParsedException, verdict: Verdict) => void;
};

export type Judging = {
  readonly judge: Judge;
  readonly verdicts: Verdicts;
  /** Judges as far as git does say, when it never says all. */
  readonly giveUp: CatchUpNeeds['giveUp'];
};

/** Who judges exceptions, and remembers each verdict while rules and repositories stay what they are. */
export function openJudging(
  { ruleBook, onVerdict, ...needs }: JudgingNeeds,
  world: { readonly log: Log; readonly now: () => number },
): Judging {
  const rooms = { ...needs, rules: () => ruleBook.current() };
  const judge = createJudge(openJudgeRooms(rooms), world);
  const lastJudge = createJudge(openJudgeRooms({ ...rooms, forgiving: true }), world);
  const verdicts = rememberVerdicts({
    async judge(parsed) {
      const verdict = await judge.judge(parsed);
      onVerdict(parsed, verdict);
      return verdict;
    },
    rulesVersion: () => ruleBook.version(),
    fetchedAtMs: needs.repositories.fetchedAtMs,
  });
  return { judge, verdicts, giveUp: createLastJudge(lastJudge) };
}
