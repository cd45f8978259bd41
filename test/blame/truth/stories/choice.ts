import { v8 } from '../print-trace.ts';
import type { Story } from '../story.ts';
import { exact, nobody } from '../truth.ts';

const FILES = {
  'src/db.js': ['export function query(sql) {', '  return connection.run(sql.text);', '}'],
  'src/repository.js': ['export function find(id) {', '  return query(`select ${id}`);', '}'],
  'src/cart.js': [
    'export function load(id) {',
    '  if (!id) {',
    '    throw new Error("no id");',
    '  }',
    '  return find(id);',
    '}',
  ],
  'src/main.js': ['export function main(request) {', '  return load(request.id);', '}'],
  'src/generated/api.js': ['export function call(method) {', '  return method.name.length;', '}'],
};

const rule = (
  filename: string,
  function_name: string | null = null,
  code_fragment: string | null = null,
) => ({
  filename,
  function_name,
  code_fragment,
});
const known = (filename: string) => ({
  ...rule(filename),
  min_alert_threshold: null,
  max_alert_threshold: null,
  alert_every_n_occurrences: null,
  email_recipients: [],
  email_header: null,
});
const IN_QUERY = v8(
  'Connection.run (/app/node_modules/pg/lib/connection.js:9:9)',
  'query (/app/src/db.js:2:21)',
  'find (/app/src/repository.js:2:10)',
  'load (/app/src/cart.js:5:10)',
  'main (/app/src/main.js:2:10)',
);
const IN_THROW = v8('load (/app/src/cart.js:3:11)', 'main (/app/src/main.js:2:10)');

export const CHOICE: readonly Story[] = [
  {
    about: 'frames of one trace',
    history: [
      { name: 'db', by: 'ann', files: { 'src/db.js': FILES['src/db.js'] } },
      { name: 'repository', by: 'bob', files: { 'src/repository.js': FILES['src/repository.js'] } },
      { name: 'cart', by: 'cara', files: { 'src/cart.js': FILES['src/cart.js'] } },
      { name: 'main', by: 'dan', files: FILES },
    ],
    cases: [
      {
        title: 'below a library the first line of ours is at fault',
        runs: 'main',
        trace: IN_QUERY,
        truth: exact('src/db.js:2', 'db', 'ann'),
      },
      {
        title: 'a building block hands the fault to its caller',
        runs: 'main',
        trace: IN_QUERY,
        rules: { building_blocks: [rule('src/db.js')] },
        truth: exact('src/repository.js:2', 'repository', 'bob'),
      },
      {
        title: 'building blocks hand it on through their levels',
        runs: 'main',
        trace: IN_QUERY,
        rules: { building_blocks: [rule('src/db.js', 'query'), rule('src/repository.js', null, 'query(')] },
        truth: exact('src/cart.js:5', 'cart', 'cara'),
      },
      {
        title: 'a line that only raises says what its caller did wrong',
        runs: 'main',
        trace: IN_THROW,
        truth: exact('src/main.js:2', 'main', 'dan'),
      },
      {
        title: 'a line that raises is at fault when no other line is ours',
        runs: 'main',
        trace: v8('load (/app/src/cart.js:3:11)', 'run (node:internal/process:1:1)'),
        truth: exact('src/cart.js:3', 'cart', 'cara'),
      },
      {
        title: 'a trace through the whitelisted code of others is nobody’s fault',
        runs: 'main',
        trace: IN_QUERY,
        rules: { third_party_whitelist: [rule('pg/lib/connection.js')] },
        truth: nobody('third_party_whitelist'),
      },
      {
        title: 'a known error is told to whoever wrote its line',
        runs: 'main',
        trace: IN_QUERY,
        rules: { building_blocks: [rule('src/db.js')], known_errors: [known('src/repository.js')] },
        truth: exact('src/repository.js:2', 'repository', 'bob'),
      },
      {
        title: 'an ordinary line deeper than a known error is at fault',
        runs: 'main',
        trace: IN_QUERY,
        rules: { known_errors: [known('src/main.js')] },
        truth: exact('src/db.js:2', 'db', 'ann'),
      },
      {
        title: 'generated code kept from blame leads to who calls it',
        runs: 'main',
        trace: v8('call (/app/src/generated/api.js:2:17)', 'main (/app/src/main.js:2:10)'),
        config: { only_blame_filepaths_matching: ['^src/[^/]+\\.js$'] },
        truth: exact('src/main.js:2', 'main', 'dan'),
      },
      {
        title: 'generated code alone is nobody’s fault',
        runs: 'main',
        trace: v8('call (/app/src/generated/api.js:2:17)'),
        config: { only_blame_filepaths_matching: ['^src/[^/]+\\.js$'] },
        truth: nobody('no line of ours'),
      },
      {
        title: 'a type that nobody wants to hear of is nobody’s fault',
        runs: 'main',
        trace: IN_QUERY,
        rules: { ignored_exceptions: [{ type: 'Type*' }] },
        truth: nobody('ignored_exceptions'),
      },
      {
        title: 'a trace through libraries alone is nobody’s fault',
        runs: 'main',
        trace: v8('Connection.run (/app/node_modules/pg/lib/connection.js:9:9)'),
        truth: nobody('no line of ours'),
      },
    ],
  },
];
