import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { BlamedException } from '../../src/blame/blame-exception.ts';
import type { LineFate } from '../../src/git/follow-line.ts';
import { listTags } from './read-page.ts';
import { NOW, openWebWorld, WEEK, type WebWorld } from './web-world.ts';
import { SILENT } from '../helpers/mail-terms.ts';

/** An error in which every text that comes from outside is `text`. */
function fillWith(text: string): BlamedException {
  const frame = { file: text, line: 3, function: text, text };
  const author = {
    commit: text,
    authorName: text,
    authorEmail: text,
    authoredAtMs: NOW,
    summary: text,
    path: text,
    line: 3,
    text,
  };
  return {
    reported: {
      type: text,
      message: text,
      stacktrace: text,
      service: text,
      serviceVersion: text,
      revision: text,
      environment: text,
      host: text,
      language: text,
      spanName: text,
      traceId: text,
      spanId: text,
      occurredAtMs: NOW,
      count: 1,
      request: { [text]: text },
      frameLocals: text,
      additionalInfo: JSON.stringify({ [text]: text }),
    },
    stackKey: text,
    stackless: false,
    repository: 'shop',
    revision: { commit: text, known: true, because: text },
    exceptions: [
      {
        type: text,
        message: text,
        relation: 'cause',
        frames: [
          { ...frame, place: { where: 'ours', agreement: 'whole', path: text, code: text } },
          { ...frame, place: { where: 'library', path: text } },
          { ...frame, place: { where: 'nowhere' } },
        ],
      },
    ],
    errorId: 'error',
    thrown: { type: text, message: text },
    blamed: { path: text, function: text, line: 3, code: text },
    known: null,
    author,
    owner: { email: text, because: text, name: text, others: [{ name: text, email: text }] },
    confidence: { level: 'exact', because: text },
  };
}

/** Counts such an error under an id of its own in a week of its own. */
async function recordHostile({ store }: WebWorld, text: string, week: number): Promise<void> {
  const weekMs = WEEK - week * 7 * 86_400_000;
  const moment = { weekMs, seenAtMs: weekMs, receivedAtMs: weekMs, dedupeKey: `key-${week}`, count: 1 };
  const subject = {
    errorId: `error-${week}`,
    path: text,
    function: text,
    line: 3,
    code: text,
    developer: text,
    type: text,
    origin: { service: text, version: text, host: text },
  };
  const rest = { codeChangedAtMs: NOW, known: false, occurrence: JSON.stringify(fillWith(text)) };
  const sighting = { ...moment, subject: { ...subject, ...rest, terms: SILENT } };
  await store.record({ sightings: [sighting], waiting: [] }, NOW);
}

async function readPages({ base }: WebWorld, text: string, week: number): Promise<readonly string[]> {
  const moment = `timestamp=${(WEEK - week * 7 * 86_400_000) / 1000}`;
  const form = new URLSearchParams({
    filename: text,
    function_name: text,
    code_fragment: text,
    email_header: text,
    min_alert_threshold: 'no number, so that there is nothing to preview',
  });
  const search = new URLSearchParams({ filename: text, developer: text, service: text, type: text });
  const paths = [
    `/get_weekly_error_report?${moment}`,
    `/get_weekly_error_report?${search.toString()}`,
    `/view_traceback?error_id=error-${week}&${moment}`,
    `/add_known_error?${form.toString()}`,
  ];
  return Promise.all(paths.map(async (path) => (await fetch(`${base}${path}`)).text()));
}

const NAUGHTY = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</textarea></pre></title><svg onload=alert(1)>',
  '--></style><!--<![CDATA[',
  'javascript:alert(1)',
  '&lt;b&gt; &amp; &#60;',
  '`${alert(1)}` {{7*7}} <%= 1 %>',
  '\u202e\u0000\u001b[31m\r\nSet-Cookie: a=b',
  '\ud800',
  '__proto__',
  'constructor',
  'x'.repeat(2_000),
];

const text = fc.oneof(
  fc.constantFrom(...NAUGHTY),
  fc.string({ unit: 'binary', minLength: 1 }),
  fc
    .array(fc.constantFrom('<', '>', '"', "'", '&', '/', '!', '-', '=', 'a', ' ', '\n'), { minLength: 1 })
    .map((parts) => parts.join('')),
);

const HEAD = 'f'.repeat(40);

// Every file reads as its own name, so that the code around the frames is hostile as well.
// A change of the line is told of by whatever the path is.
const repository = {
  readLines: async (commit: string, path: string) => (commit === HEAD ? [] : Array(9).fill(path)),
  resolve: async () => ({ commit: HEAD, name: 'HEAD', kind: 'branch' as const }),
  listPaths: async () => [],
  listRenames: async () => [],
  followLine: async (_commit: string, path: string): Promise<LineFate> => ({
    kind: 'changed',
    by: {
      commit: 'e'.repeat(40),
      authorName: path,
      authorEmail: path,
      authoredAtMs: NOW,
      summary: path,
    },
  }),
};

// Which of the weeks is the shown one differs; they are named by us.
function listShown(page: string): readonly string[] {
  return listTags(page).filter((tag) => !/^\/?option\b/.test(tag));
}

test('no text of an exception, an author, a file or an address becomes markup', async (t) => {
  const world = await openWebWorld(t, { needs: { findRepository: () => repository } });
  await recordHostile(world, 'harmless', 1);
  const expected = (await readPages(world, 'harmless', 1)).map(listShown);
  let week = 1;
  await fc.assert(
    // The letter in front keeps text from being blank, which pages would leave out.
    fc.asyncProperty(text, async (tail) => {
      week += 1;
      await recordHostile(world, `x${tail}`, week);
      const pages = await readPages(world, `x${tail}`, week);
      assert.deepEqual(pages.map(listShown), expected);
    }),
    { numRuns: 150, examples: NAUGHTY.map((example) => [example]) },
  );
});

test('answers any query in words', async (t) => {
  const { base } = await openWebWorld(t);
  await fc.assert(
    fc.asyncProperty(fc.webQueryParameters(), async (query) => {
      for (const path of ['/', '/view_traceback', '/add_known_error', '/nothing']) {
        const response = await fetch(`${base}${path}?${query}`);
        assert.ok([200, 400, 404].includes(response.status), `${path}?${query} ${response.status}`);
        await response.text();
      }
    }),
    { numRuns: 50 },
  );
});
