import type { OutcomeName } from '../outcome.ts';

/** One counter of outcomes as OpenTelemetry knows it. */
export type OutcomeMetric = {
  /** Of the `OUTCOME_COUNTERS`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
};

export type CounterDescription = {
  readonly name: string;
  /** UCUM, https://unitsofmeasure.org: what is counted stands in braces. */
  readonly unit: string;
  readonly description: string;
};

type Group = 'requests' | 'batches' | 'spans' | 'log_records' | 'exceptions' | 'decisions' | 'mails';

type GroupDescription = {
  readonly unit: string;
  /** What comes in; without it the group has endings only. */
  readonly intake?: { readonly outcome: 'received' | 'queued'; readonly description: string };
  readonly outcomes: string;
};

const GROUPS: Readonly<Record<Group, GroupDescription>> = {
  requests: {
    unit: '{request}',
    intake: { outcome: 'received', description: 'OTLP requests received.' },
    outcomes: 'OTLP requests that were refused, by status.',
  },
  batches: {
    unit: '{batch}',
    intake: { outcome: 'received', description: 'Batches of telemetry taken on.' },
    outcomes: 'How forwarding a batch ended: accepted by the upstream, spooled to disk, or dropped.',
  },
  spans: {
    unit: '{span}',
    intake: { outcome: 'received', description: 'Spans received.' },
    outcomes:
      'How the journeys of spans ended: accepted by the upstream, spooled, dropped, or rejected unread.',
  },
  log_records: {
    unit: '{log_record}',
    intake: { outcome: 'received', description: 'Log records received.' },
    outcomes:
      'How the journeys of log records ended: accepted by the upstream, spooled, dropped, or rejected unread.',
  },
  exceptions: {
    unit: '{exception}',
    intake: { outcome: 'received', description: 'Exceptions found in spans and log records.' },
    outcomes: 'How exceptions ended: counted, duplicate, ignored, or unblamed.',
  },
  decisions: { unit: '{decision}', outcomes: 'Decisions whether an error is worth a mail.' },
  mails: {
    unit: '{mail}',
    intake: { outcome: 'queued', description: 'Mails written into the outbox.' },
    outcomes: 'What became of mails: sent, told in a digest, deferred, withheld, or failed.',
  },
};

/** Every counter there is: what came in, and how it ended. */
export const OUTCOME_COUNTERS: readonly CounterDescription[] = Object.entries(GROUPS).flatMap(
  ([group, { unit, intake, outcomes }]) => [
    ...(intake === undefined
      ? []
      : [{ name: `flawless.${group}.${intake.outcome}`, unit, description: intake.description }]),
    { name: `flawless.${group}.outcomes`, unit, description: outcomes },
  ],
);

/** The counter that a total of `Outcomes` (`name` or `name{reason}`) belongs to. */
export function toOutcomeMetric(total: string): OutcomeMetric {
  const brace = total.indexOf('{');
  const name = brace < 0 ? total : total.slice(0, brace);
  const reason = brace < 0 ? undefined : total.slice(brace + 1, -1);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- totals are named by OutcomeName
  const { group, outcome } = splitName(name as OutcomeName, reason);
  const isIntake = GROUPS[group].intake?.outcome === outcome;
  return {
    name: `flawless.${group}.${isIntake ? outcome : 'outcomes'}`,
    attributes: {
      ...(!isIntake && { 'flawless.outcome': outcome }),
      ...(reason !== undefined && reason !== outcome && { 'flawless.reason': reason }),
    },
  };
}

function splitName(name: OutcomeName, reason: string | undefined): { group: Group; outcome: string } {
  if (name === 'requests') return { group: name, outcome: 'received' };
  if (name === 'decisions') return { group: name, outcome: reason === 'notify' ? 'notify' : 'silent' };
  const end = name.lastIndexOf('_');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every other OutcomeName is a group and an ending
  return { group: name.slice(0, end) as Group, outcome: name.slice(end + 1) };
}
