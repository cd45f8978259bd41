import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { writeOccurrence } from '../../src/aggregate/occurrence.ts';
import { createLinks } from '../../src/links.ts';
import { composeWeek } from '../../src/notify/compose-week.ts';
import type { Week } from '../../src/notify/read-week.ts';
import type { DeveloperTally, ErrorWeek } from '../../src/store/store.ts';
import { CHANGED, CONFIG, makeError, makeOccurrence, NOW, WEEK } from './samples.ts';

const DAY = 24 * 3_600_000;
const LETTER = {
  kind: 'week',
  id: 9,
  weekMs: WEEK,
  createdAtMs: NOW + 7 * DAY,
  recipients: ['team@example.com'],
  begun: false,
  attempts: 0,
  insteadOf: null,
} as const;

const NONE_BEYOND = { occurrences: 0, firstSeenMs: null, lastSeenMs: null };

function makeWeek(changes: Partial<Week> = {}): Week {
  const nothing = { developers: [], errors: [], hiddenKnown: 0, hiddenOld: 0, beyond: NONE_BEYOND };
  return { weekMs: WEEK, now: nothing, before: nothing, quiet: [], fresh: new Set(), ...changes };
}

function makeErrorWeek(errorId: string, text?: string): ErrorWeek {
  const { thrown, blamed, reported } = makeOccurrence();
  const says =
    text === undefined
      ? {}
      : {
          thrown: { type: text, message: text },
          blamed: { ...blamed, path: text, function: text },
          reported: { ...reported, service: text },
        };
  const occurrence = makeOccurrence({ errorId, thrown, ...says });
  return { ...makeError(occurrence), occurrence: writeOccurrence(occurrence) };
}

function tally(developer: string | null, errorCount: number, occurrences: number): DeveloperTally {
  return { developer, errorCount, occurrences };
}

function compose(week: Week) {
  return composeWeek({ letter: LETTER, week, links: createLinks(CONFIG.hostname), config: CONFIG });
}

function parts({ html, text }: { readonly html: string; readonly text: string }): readonly string[] {
  const plain = html
    .slice(html.indexOf('<body'))
    .replaceAll('<wbr />', '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'");
  return [plain, text].map((part) => part.replaceAll(/\s+/g, ' '));
}

test('the mail about a week thanks first, and tells who may know more', () => {
  const now = {
    developers: [tally(null, 1, 9), tally('bob@example.com', 1, 5), tally('alice@example.com', 2, 1_234)],
    errors: [makeErrorWeek('new'), makeErrorWeek('old')],
    hiddenKnown: 0,
    hiddenOld: 0,
    beyond: NONE_BEYOND,
  };
  const mail = compose(
    makeWeek({
      now,
      before: { ...now, developers: [tally('bob@example.com', 3, 1_348)] },
      quiet: [
        { error: makeErrorWeek('silent'), since: { kind: 'unchanged', at: 'f'.repeat(40), isGone: false } },
        { error: makeErrorWeek('mended'), since: { ...CHANGED, isGone: true } },
      ],
      fresh: new Set(['new']),
    }),
  );
  assert.equal(mail.subject, 'Week of 1 Mar 2026: 4 errors, 2 gone quiet');
  for (const part of parts(mail)) {
    assert.match(
      part,
      /The week from 1 Mar 2026 to 7 Mar 2026 4 errors occurred 1,248 times, 100 fewer than/,
    );
    assert.match(
      part,
      /12 times the week before, not once in this one: already changed in 1a2b3c4d5e by Bob/,
    );
    assert.match(part, /not once in this one\. .*Thank you, Bob Example\./);
    assert.match(part, /alice@example\.com.* 1,234.*bob@example\.com.*Nobody yet.* 9/);
    assert.match(part, /12 times in shop, for the first time .*12 times in shop (?!,)/);
    const [thanks, people, errors] = [/Thank you/, /who may know more/i, /most frequent/i].map((words) =>
      part.search(words),
    );
    assert.ok((thanks ?? 0) < (people ?? 0) && (people ?? 0) < (errors ?? 0));
  }
  assert.match(mail.text, /get_weekly_error_report\?timestamp=1772323200$/m);
  assert.equal(mail.messageId, `<week-9.${LETTER.createdAtMs}@example.com>`);
});

test('a week without errors is a short friendly mail', () => {
  for (const part of parts(compose(makeWeek()))) {
    assert.match(part, /No error reached Flawless that week\. Enjoy it\. See the whole report/);
    assert.doesNotMatch(part, /gone quiet|may know|frequent/i);
  }
  const known = { developers: [], errors: [], hiddenKnown: 2, hiddenOld: 0, beyond: NONE_BEYOND };
  const [, text = ''] = parts(compose(makeWeek({ now: known })));
  assert.match(text, /Nothing but 2 known errors reached Flawless that week/);
});

test('whatever the errors say, the mail stays small, plain and 78 columns wide', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2_000 }), (word) => {
      const text = `${word}\r\nBcc: evil@example.com <script> & ${'"'.repeat(500)}`;
      const errors = Array.from({ length: 20 }, (_, i) => makeErrorWeek(`e${i}`, text));
      const since = { ...CHANGED, by: { ...CHANGED.by, authorName: text, summary: text }, isGone: true };
      const developers = Array.from({ length: 1_000 }, (_, i) => tally(text + i, 1, i));
      const now = {
        developers,
        errors: errors.slice(0, 5),
        hiddenKnown: 0,
        hiddenOld: 0,
        beyond: NONE_BEYOND,
      };
      const mail = compose(makeWeek({ now, quiet: errors.map((error) => ({ error, since })) }));
      assert.ok(Buffer.byteLength(mail.html) < 100_000, String(Buffer.byteLength(mail.html)));
      assert.doesNotMatch(mail.html, /<script/);
      assert.doesNotMatch(mail.subject, /[\r\n]/);
      for (const line of mail.text.split('\n'))
        assert.ok(line.length <= 78 || !line.trim().includes(' ') || line.includes('://'), line);
    }),
    { numRuns: 30 },
  );
});
