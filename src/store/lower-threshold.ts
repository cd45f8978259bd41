import type { MailTerms } from './mail-terms.ts';

/** The same terms with a mail due from `count` on, if that is fewer than they say; known errors have terms of their own. */
export function lowerThreshold(terms: MailTerms, count: number): MailTerms {
  const { thresholds } = terms;
  if (thresholds.kind === 'known' || thresholds.count <= count) return terms;
  return { ...terms, thresholds: { ...thresholds, count } };
}

/** The terms of the latest of several occurrences; a mail is due as soon as any of them wants one. */
export function joinTerms(latest: MailTerms, other: MailTerms): MailTerms {
  return other.thresholds.kind === 'known' ? latest : lowerThreshold(latest, other.thresholds.count);
}
