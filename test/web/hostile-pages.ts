import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createAggregator } from '../../src/aggregate/aggregate.ts';
import type { BlamedException } from '../../src/blame/blame-exception.ts';
import { InvalidEntry } from '../../src/config/invalid-entry.ts';
import { createRuleBook } from '../../src/config/rule-book.ts';
import { NO_RULES, RULE_FILES, type RuleKind, type Rules } from '../../src/config/rules.ts';
import type { LineFate } from '../../src/git/follow-line.ts';
import { createOutcomes } from '../../src/outcome.ts';
import { RULE_FORMS } from '../../src/web/rules/rule-forms.ts';
import { nameRule } from '../../src/web/rules/rule-view.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';
import { tellAlways } from '../helpers/mail-terms.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { openForm, send } from './rules/open-form.ts';
import { NOW, openWebWorld, type WebWorld } from './web-world.ts';
import type { ServiceNotes } from '../../src/web/setup-notes.ts';

/** Texts that leave the place they are put into, if nobody keeps them in it; what they then make is called naughty. */
export const NAUGHTY: readonly string[] = [
  '<naughty-tag>',
  '"><naughty-tag naughty-x="1">',
  "'><naughty-tag naughty-x='1'>",
  '" naughty-x="1',
  "' naughty-x='1",
  ' naughty-x=1 ',
  '</textarea><naughty-tag>',
  '</title></pre></script></style></noscript><naughty-tag>',
  '--><naughty-tag><!--',
  ']]><naughty-tag>',
  '<svg onload=naughty()>',
  '<script>naughty()</script>',
  '<img src=x onerror=naughty()>',
  '<a href=//naughty.example>',
  '<base href=//naughty.example>',
  '<form action=//naughty.example>',
  '<meta http-equiv=refresh content="0;//naughty.example">',
  '<link rel=stylesheet href=//naughty.example>',
  '<plaintext>',
  '<math><mtext><mglyph><style><!--</style><naughty-tag>',
  '<noscript><p title="</noscript><naughty-tag>">',
  'javascript:naughty()',
  'data:text/html,<naughty-tag>',
  '//naughty.example/',
  'https://naughty.example/',
  '&lt;naughty-tag&gt; &#60;naughty-tag&#62; &quot; naughty-x=&quot;1',
  '%3Cnaughty-tag%3E%22%20naughty-x=%221',
  '\uff1cnaughty-tag\uff1e',
  '<\u0000naughty-tag>',
  '\ud800<naughty-tag>\udc00',
  '\u202e>gat-ythguan<\u202c',
  '\r\nSet-Cookie: naughty=1\r\n\r\n<naughty-tag>',
  '`${naughty()}` {{naughty()}} <%= naughty() %>',
  '__proto__',
  'constructor',
  `${'x'.repeat(1_000)}<naughty-tag>`,
];

export type HostilePage = { readonly name: string; readonly headers: Headers; readonly text: string };

const USER = 'ada';

/** A world in which everything that comes from outside is `text`. */
export async function openHostileWorld(context: TestContext, text: string) {
  const needs = {
    findRepository: () => makeRepository(text),
    ruleBook: makeRuleBook(text),
    ruleProblems: () => [{ problem: `known_errors.yaml:1:1: ${text}`, sinceMs: NOW }],
    setupNotes: { list: () => [makeNotes(text, 1), makeNotes(text, 0)] },
    health: async () => ({ ok: false, problems: [text], facts: { [text]: text }, outcomes: { [text]: 1 } }),
  };
  const world = await openWebWorld(context, {
    config: { trace_url_template: 'https://traces.example.com/{trace_id}', smtp_from: text, timezone: 'UTC' },
    needs,
  });
  await recordHostile(world, text);
  writeLetter(world, text);
  return world;
}

/** Every page that shows something of it, or of what somebody typed. */
export async function collectPages({ base }: WebWorld, text: string): Promise<readonly HostilePage[]> {
  const query = (names: readonly string[]) =>
    new URLSearchParams(names.map((name) => [name, text])).toString();
  const paths = [
    '/?include_known_errors=1',
    `/?${query(['filename', 'service', 'developer', 'type'])}`,
    '/view_traceback?error_id=error',
    ...['page', 'timestamp'].map((name) => `/?${query([name])}`),
    `/view_traceback?filename=a&${query(['line_number'])}`,
    `/add_known_error?${query(['filename', 'function_name', 'code_fragment', 'email_header'])}`,
    `/remap_email?to=a%40example.com&${query(['remap'])}`,
    `/view_traceback?${query(['filename', 'function_name', 'text'])}`,
    `/view_traceback?${query(['error_id'])}`,
    `/view_traceback?${query(['filename', 'timestamp'])}`,
    '/admin',
    `/admin?${query(['key'])}`,
    `/admin?key=known_errors&${query(['removed'])}`,
    `/admin?key=known_errors&removed=${encodeURIComponent(query(['filename', 'email_header']))}`,
    '/view_config?key=known_errors',
    `/view_config?${query(['key'])}`,
    '/mail',
    '/mail/hostile.eml',
    `/mail/${encodeURIComponent(text.toWellFormed())}`,
    '/check_health',
    '/about',
    '/services',
    `/${encodeURIComponent(text.toWellFormed())}`,
    ...RULE_FORMS.map(
      ({ kind, addPath }) => `${addPath}?${query([...Object.keys(RULE_FILES[kind].fields), 'saved'])}`,
    ),
    ...RULE_FORMS.map(({ kind, addPath }) => `${addPath}?saved=${nameRule(makeRule(kind, text))}`),
  ];
  const got = await Promise.all(
    paths.map((path) => toPage(path, fetch(`${base}${path}`, { redirect: 'manual' }))),
  );
  return [...got, ...(await postHostile(base, text))];
}

async function postHostile(base: string, text: string): Promise<readonly HostilePage[]> {
  const { cookie, token } = await openForm(base);
  const post = (path: string, names: readonly string[], more: Readonly<Record<string, string>>) => {
    const fields = { ...Object.fromEntries(names.map((name) => [name, text])), ...more };
    return toPage(`POST ${path}`, send(`${base}${path}`, { fields, headers: { cookie } }));
  };
  const forms = RULE_FORMS.flatMap(({ kind, savePath }) => {
    const names = Object.keys(RULE_FILES[kind].fields);
    return [
      post(savePath, names, { token }),
      post(savePath, names, { token, preview: text }),
      post(savePath, names, {}),
    ];
  });
  return Promise.all([...forms, post('/remove_rule', ['rule', 'index'], { token, key: 'known_errors' })]);
}

/** The page to log in, which a world has that asks people to. */
export async function collectLoginPages({ base }: WebWorld, text: string): Promise<readonly HostilePage[]> {
  const next = `/login?${new URLSearchParams({ next: text }).toString()}`;
  const { cookie, token } = await openForm(base, '/login');
  const fields = { name: text, password: text, next: text };
  const headers = { cookie };
  return Promise.all([
    toPage(next, fetch(`${base}${next}`)),
    toPage('POST /login', send(`${base}/login`, { fields: { ...fields, token }, headers })),
    toPage('POST /login without token', send(`${base}/login`, { fields, headers })),
    toPage(
      'POST /save_known_error',
      send(`${base}/save_known_error`, { fields: { filename: text, token }, headers }),
    ),
  ]);
}

export const LOGIN_CONFIG = {
  web_auth: 'users',
  web_users: { [USER]: `scrypt:10:1:1:${'A'.repeat(22)}:${'A'.repeat(43)}` },
} as const;

async function toPage(name: string, asked: Promise<Response>): Promise<HostilePage> {
  const response = await asked;
  return { name: name.slice(0, 120), headers: response.headers, text: await response.text() };
}

async function recordHostile({ store, config }: WebWorld, text: string): Promise<void> {
  const blamed = fillWith(text);
  const { reported, exceptions } = blamed;
  const parsed = { reported, exceptions, stackKey: text, stackless: false };
  const { count } = createAggregator({
    store,
    outcomes: createOutcomes(),
    setTerms: () => tellAlways([text]),
    threshold: 3,
    warnOfBeyond: () => undefined,
    timezone: config.timezone,
    now: () => NOW,
  });
  await count([{ parsed, blamed }], NOW);
}

function fillWith(text: string): BlamedException {
  const frame = { file: text, line: 3, function: text, text };
  return makeBlamed({
    reported: {
      ...makeBlamed().reported,
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
      request: { [text]: text },
      frameLocals: JSON.stringify([{ [text]: text }]),
      additionalInfo: JSON.stringify({ [text]: text }),
    },
    revision: { commit: text, known: true, because: text },
    exceptions: [
      {
        type: text,
        message: text,
        relation: 'cause',
        frames: [
          { ...frame, place: { where: 'ours', agreement: 'whole', path: text, code: text } },
          // In a language that is known, so that its code is coloured.
          { ...frame, place: { where: 'ours', agreement: 'whole', path: `${text}.js`, code: text } },
          { ...frame, place: { where: 'library', path: text } },
          { ...frame, place: { where: 'nowhere' } },
        ],
      },
    ],
    errorId: 'error',
    thrown: { type: text, message: text },
    blamed: { path: text, function: text, line: 3, code: text },
    author: {
      commit: text,
      authorName: text,
      authorEmail: text,
      authoredAtMs: NOW,
      summary: text,
      path: text,
      line: 3,
      text,
    },
    owner: { email: text, because: text, name: text, others: [{ name: text, email: text }] },
    confidence: { level: 'exact', because: text },
  });
}

/** Every file reads as the text, and somebody called so has changed the line. */
function makeRepository(text: string) {
  const by = {
    commit: 'e'.repeat(40),
    authorName: text,
    authorEmail: text,
    authoredAtMs: NOW,
    summary: text,
  };
  return {
    readLines: async () => Array<string>(9).fill(text),
    resolve: async () => ({ commit: 'f'.repeat(40), name: text, kind: 'branch' as const }),
    listPaths: async () => [],
    listRenames: async () => [],
    followLine: async (): Promise<LineFate> => ({ kind: 'changed', by }),
  };
}

/** Rules that no file could hold, in case one does. */
function makeRuleBook(text: string) {
  const kinds = RULE_FORMS.map(({ kind }) => [kind, [makeRule(kind, text)]]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- texts where numbers and lists belong
  const rules: Rules = { ...NO_RULES, ...(Object.fromEntries(kinds) as Partial<Rules>) };
  const refuse = () => Promise.reject(new InvalidEntry([{ field: text, message: text }]));
  const { check } = createRuleBook({ dir: '/nowhere', rules: NO_RULES, log: SILENT_LOG });
  return {
    dir: text,
    file: () => text,
    read: async () => text,
    current: () => rules,
    check,
    add: refuse,
    remove: refuse,
  };
}

function makeRule(kind: RuleKind, text: string): object {
  return Object.fromEntries(Object.keys(RULE_FILES[kind].fields).map((name) => [name, text]));
}

function writeLetter({ config }: WebWorld, text: string): void {
  const folder = join(config.data_dir_path, 'mail');
  mkdirSync(folder);
  const line = text.replace(/[\r\n]+/g, ' ');
  const letter = `From: ${line}\nTo: ${line}\nSubject: ${line}\nX-Own: ${line}\n\n${text}\n`;
  writeFileSync(join(folder, 'hostile.eml'), letter);
}

function makeNotes(text: string, hints: number): ServiceNotes {
  const hint = { shortfall: 'no stack' as const, count: 1, what: text, fix: text, line: text };
  return {
    service: text,
    language: text,
    lastSeenMs: NOW,
    looked: 1,
    hints: Array.from({ length: hints }, () => hint),
  };
}
