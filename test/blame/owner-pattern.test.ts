import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { compileOwnerPattern, matchesOwnerPattern, type Dialect } from '../../src/blame/owner-pattern.ts';

function matches(dialect: Dialect, pattern: string, path: string): boolean {
  const compiled = compileOwnerPattern(pattern, dialect);
  return compiled !== null && matchesOwnerPattern(compiled, path, { left: 100_000 });
}

type Row = readonly [pattern: string, matching: readonly string[], others: readonly string[]];

const GITHUB: readonly Row[] = [
  ['*', ['a', 'a/b/c.js', '.env'], []],
  ['*.js', ['a.js', 'src/deep/a.js', '.js'], ['a.jsx', 'js']],
  ['*.js', ['folder.js/readme.md'], []],
  ['/build/logs/', ['build/logs/a.log', 'build/logs/deep/a.log'], ['build/logs', 'x/build/logs/a.log']],
  ['docs/*', ['docs/getting-started.md'], ['docs/build-app/troubleshooting.md', 'x/docs/a.md']],
  ['apps/', ['apps/a.js', 'deep/apps/x/a.js'], ['apps', 'myapps/a.js']],
  ['/docs/', ['docs/a.md', 'docs/x/a.md'], ['deep/docs/a.md', 'docs']],
  ['/docs', ['docs', 'docs/a.md'], ['deep/docs', 'docs2']],
  ['docs', ['docs', 'docs/a.md', 'deep/docs/a.md'], ['docs.md']],
  ['**/logs', ['logs/a', 'build/logs/a', 'deep/x/logs', 'logs'], ['logs.txt', 'mylogs/a']],
  ['/apps/github', ['apps/github', 'apps/github/a.js'], ['x/apps/github', 'apps/github2']],
  ['src/app', ['src/app', 'src/app/a.js'], ['x/src/app']],
  ['src/**/test', ['src/test', 'src/a/test/b', 'src/a/b/test'], ['src/testing', 'x/src/test']],
  ['src/**', ['src/a', 'src/a/b'], ['src', 'x/src/a']],
  ['/**', ['a', 'a/b'], []],
  ['/*', ['a', '.env'], ['a/b']],
  ['/*/a.js', ['x/a.js'], ['a.js', 'x/y/a.js']],
  ['*/a.js', ['x/a.js'], ['a.js', 'x/y/a.js']],
  ['a?c', ['abc', 'x/abc', 'a*c'], ['ac', 'abbc', 'a/c']],
  ['a*c*e.js', ['ace.js', 'abcde.js', 'x/a-c-c-e.js'], ['aec.js', 'abcd.js']],
  ['my\\ file.txt', ['my file.txt', 'x/my file.txt'], ['my\\ file.txt']],
  ['\\*.js', ['*.js'], ['a.js']],
  ['Docs/', ['Docs/a'], ['docs/a']],
  ['file.(js)', ['file.(js)'], ['file.js', 'filexjs']],
  ['!*.js', [], ['a.js', '!a.js']],
  ['[ab].js', [], ['a.js', '[ab].js']],
  ['\\#file', [], ['#file']],
  ['/', [], ['a', '']],
  ['a/***/b', [], ['a/x/b']],
  ['**/**/**/x', ['x', 'a/x', 'a/b/x/c'], ['xa']],
];

const GITLAB: readonly Row[] = [
  ['*', ['a', 'a/b/c.js', '.gitignore'], []],
  ['*.rb', ['a.rb', 'lib/deep/a.rb'], ['a.rbx', 'a.rb/b']],
  ['\\#file_with_pound.rb', ['#file_with_pound.rb', 'x/#file_with_pound.rb'], ['file_with_pound.rb']],
  ['README.md', ['README.md', 'internal/README.md', 'app/lib/README.md'], ['XREADME.md']],
  ['/README.md', ['README.md'], ['internal/README.md']],
  ['internal/README.md', ['internal/README.md', 'docs/internal/README.md'], ['README.md']],
  ['/docs/', ['docs/index.md', 'docs/api/graphql.md'], ['x/docs/index.md']],
  ['/docs/*', ['docs/index.md'], ['docs/api/graphql.md']],
  ['/docs/**/*.md', ['docs/a.md', 'docs/x/y/a.md'], ['a.md']],
  ['/docs/index.*', ['docs/index.md', 'docs/index.html'], ['docs/indexmd']],
  ['/docs/*/spec.rb', ['docs/qa_specs/spec.rb'], ['docs/spec.rb', 'docs/a/b/spec.rb']],
  ['/docs/**/index.md', ['docs/index.md', 'docs/api/v2/index.md'], ['docs/api/v2/other.md']],
  ['/docs/**', ['docs/a'], ['docs/a/b']],
  ['lib/', ['lib/a', 'deep/lib/x/a'], ['lib']],
  ['/config/', ['config/a'], ['app/config/a']],
  ['path\\ with\\ spaces/', ['path with spaces/a', 'x/path with spaces/b/c'], ['path with spaces']],
  ['/db', ['db'], ['db/schema.rb']],
  ['*_spec.?s', ['a_spec.ts', 'x/b_spec.js'], ['a_spec.s', 'a_spec.tsx']],
];

for (const [dialect, rows] of [['github', GITHUB] as const, ['gitlab', GITLAB] as const])
  for (const [pattern, matching, others] of rows)
    test(`on ${dialect} ${pattern} matches ${matching.join(' ') || 'nothing'}, not ${others.join(' ')}`, () => {
      assert.deepEqual(
        [...matching, ...others].filter((path) => matches(dialect, pattern, path)),
        matching,
      );
    });

/** The same meaning as a regular expression: `**` between slashes any folders, `*` and `?` within one name. */
function toRegularExpression(pattern: string): RE2JS {
  const rooted = pattern.startsWith('/') ? pattern.slice(1) : `**/${pattern}`;
  const source = rooted
    .split(/(\*\*\/|\*|\?)/)
    .map((part) => PARTS[part] ?? RE2JS.quote(part))
    .join('');
  return RE2JS.compile(`${source}${pattern.endsWith('/') ? '.+' : ''}`);
}

const PARTS: Readonly<Record<string, string>> = { '**/': '(?:[^/]+/)*', '*': '[^/]*', '?': '[^/]' };

const name = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-'), minLength: 1, maxLength: 6 });
const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'));
const segment = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), minLength: 1, maxLength: 6 }),
  },
  fc.constant('**'),
);
const pattern = fc
  .tuple(fc.boolean(), fc.array(segment, { minLength: 1, maxLength: 4 }), name, fc.boolean())
  .map(([isRooted, segments, last, isFolder]) => {
    const parts = segments.map((part) => (part === '**' ? part : part.replace(/\*+/g, '*')));
    return `${isRooted ? '/' : ''}${[...parts, last].join('/')}${isFolder ? '/' : ''}`;
  });

test('GitLab patterns match what the regular expressions they stand for match', () => {
  fc.assert(
    fc.property(pattern, path, (given, where) => {
      assert.equal(matches('gitlab', given, where), toRegularExpression(given).matches(where));
    }),
    { numRuns: 3_000 },
  );
});

test('no pattern and no path makes matching throw', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('*', '?', '/', '\\', 'a'), fc.string({ unit: 'binary' })),
  });
  fc.assert(
    fc.property(
      fc.constantFrom('github' as const, 'gitlab' as const),
      text,
      text,
      (dialect, given, where) => {
        assert.equal(typeof matches(dialect, given, where), 'boolean');
      },
    ),
  );
});

test('a very long pattern or path matches nothing', () => {
  assert.equal(matches('github', 'a'.repeat(2_000), 'a'.repeat(2_000)), false);
  assert.equal(matches('github', '*', 'a'.repeat(2_000)), false);
});
