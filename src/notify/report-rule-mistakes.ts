import type { NoticeItem } from '../store/store.ts';
import { createContactTeller, type TellNeeds } from './tell-default-contact.ts';

export type RuleMistakeReporter = {
  /** Tells `default_contact` of mistakes in the rule files, `file:line:column: message` each. */
  report(problems: readonly string[]): void;
  close(): Promise<void>;
};

/** Makes what writes letters about mistakes in the rule files. */
export function createRuleMistakeReporter(needs: TellNeeds): RuleMistakeReporter {
  const teller = createContactTeller(needs);
  return {
    report: (problems) => teller.tell(problems.map((problem, i) => toItem(problem, `${needs.now()} ${i}`))),
    close: () => teller.close(),
  };
}

// The same mistake made again after it was mended is worth another letter, so its time is part of its name.
function toItem(problem: string, moment: string): NoticeItem {
  const [, file = 'the rule files', line] = /([^/\\]+\.yaml)(?::(\d+):\d+)?: /.exec(problem) ?? [];
  return {
    key: `rules ${moment} ${problem}`,
    title: `Mistake in ${file}${line === undefined ? '' : `, line ${line}`}`,
    text: `${problem}. Until it is mended, the last good rules stay in force; /check_health says whether it is.`,
  };
}
