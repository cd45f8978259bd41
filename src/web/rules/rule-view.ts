import { hash } from 'node:crypto';
import type { Html } from '../../html.ts';
import { renderFactList } from '../fact-list.ts';
import type { RuleForm } from './rule-forms.ts';
import { toTyped } from './rule-fields.ts';

/** The fields of a rule that say something, by their names in the file. */
export function renderRule({ kind }: RuleForm, rule: object): Html {
  return renderFactList(Object.entries(toTyped(kind, rule)));
}

/** A short name of what a rule says: equal rules have the same. */
export function nameRule(rule: object): string {
  return hash('sha256', JSON.stringify(rule)).slice(0, 16);
}
