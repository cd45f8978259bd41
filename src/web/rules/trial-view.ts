import type { RuleKind, Rules } from '../../config/rules.ts';
import { html, type Html } from '../../html.ts';
import type { PageLinks } from '../page-links.ts';
import { plural } from '../plural.ts';
import type { Trial } from './try-rule.ts';

export type TriedRule<K extends RuleKind> = {
  readonly kind: K;
  readonly rule: Rules[K][number];
  /** Null: it could not be tried. */
  readonly trial: Trial | null;
};

/** What a rule would have done this week. */
export function renderTrial<K extends RuleKind>({ kind, rule, trial }: TriedRule<K>, links: PageLinks): Html {
  if (trial === null)
    return html`<p class="notice">What it would have done this week cannot be told at the moment.</p>`;
  return html`<section class="trial" role="status">
    <h2>This week</h2>
    <p>${trial.errors === 0 ? NOTHING : describeEffect(kind, rule, trial)}</p>
    ${trial.looked < trial.total && html`<p class="quiet">${describeLimit(trial)}</p>`}
    ${trial.errors > 0 && renderExamples(trial, links)}
  </section>`;
}

const NOTHING =
  'It would have met nothing so far. If you expected otherwise, compare its fields with the traceback of an error.';

function describeEffect<K extends RuleKind>(kind: K, rule: Rules[K][number], trial: Trial): string {
  const describe: Effects[K] = EFFECTS[kind];
  return describe(rule, {
    ...trial,
    met: `${plural(trial.occurrences, 'occurrence')} of ${plural(trial.errors, 'error')}`,
  });
}

type Met = Trial & { readonly met: string };

type Effects = { readonly [K in RuleKind]: (rule: Rules[K][number], trial: Met) => string };

const EFFECTS: Effects = {
  known_errors: (rule, trial) => `${describeKnown(rule, trial.met)}${describeAlreadyKnown(trial)}`,
  building_blocks: (_, { met }) => `The blame for ${met} would have gone on to the caller.`,
  third_party_whitelist: (_, { met }) => `This would have silenced ${met}: they would not have been counted.`,
  ignored_exceptions: (_, { met }) => `This would have silenced ${met}: they would not have been counted.`,
  watched_files: ({ email }, { met }) => `${email} would have had a copy of each mail about ${met}.`,
  email_remapping: ({ remap, to }, { met }) =>
    `${met} are in lines of ${remap}; mail about them would have gone to ${to}.`,
  file_disownership: ({ designated_email: heir }, { met }) => `Mail about ${met} would have gone to ${heir}.`,
};

function describeKnown(rule: Rules['known_errors'][number], met: string): string {
  const thresholds = [rule.min_alert_threshold, rule.max_alert_threshold, rule.alert_every_n_occurrences];
  if (thresholds.some((threshold) => threshold !== null))
    return `${met} would have followed these thresholds.`;
  return `This would have silenced ${met}.`;
}

function describeAlreadyKnown({ known }: Trial): string {
  return known === 0 ? '' : ` Known already: ${plural(known, 'error')}.`;
}

function describeLimit({ looked, total }: Trial): string {
  return `The ${looked.toLocaleString('en')} most frequent of ${plural(total, 'error')} were looked at.`;
}

function renderExamples({ examples, errors }: Trial, links: PageLinks): Html {
  const more = errors - examples.length;
  return html`<ul>
    ${examples.map(
      ({ errorId, weekMs, path, line, function: name, count }) =>
        html`<li>
          <a href="${links.traceback(errorId, weekMs)}"><code>${path}:${line}</code></a>${name !== null && html` in <code>${name}</code>`},
          ${count.toLocaleString('en')}×
        </li>`,
    )}
    ${more > 0 && html`<li>and ${more.toLocaleString('en')} more</li>`}
  </ul>`;
}
