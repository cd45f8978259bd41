import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { compilePattern } from '../../sdk/src/compile-pattern.ts';

/** What matches, with brackets around it. */
function mark(pattern: RegExp, text: string): string {
  let marked = '';
  let end = 0;
  for (const [from, to] of compilePattern(pattern)(text)) {
    marked += `${text.slice(end, from)}[${text.slice(from, to)}]`;
    end = to;
  }
  return marked + text.slice(end);
}

test('finds what a regular expression finds, and all that overlaps it', () => {
  const cases: [RegExp, string, string][] = [
    [/secret/, 'a secret, a Secret', 'a [secret], a Secret'],
    [/secret/i, 'a secret, a Secret', 'a [secret], a [Secret]'],
    [/\d{4}/, '12 1234 12345', '12 [1234] [12345]'],
    [/\d{2,3}x/, '1x 12x 123x 1234x', '1x [12x] [123x] 1[234x]'],
    [/a+/, 'baaad', 'b[aaa]d'],
    [/a+?b/, 'aab', '[aab]'],
    [/a|ab|abc/, 'abcd', '[abc]d'],
    [/(?:ab)*c/, 'ababc abd c', '[ababc] abd [c]'],
    [/(?<card>4\d+)-(x?)/, '41-x 42-', '[41-x] [42-]'],
    [/^a/, 'aa', '[a]a'],
    [/a$/m, 'a\na b', '[a]\na b'],
    [/^b/m, 'b\nb', '[b]\n[b]'],
    [/\bid\b/, 'id idle (id)', '[id] idle ([id])'],
    [/[a-cX-Z_-]+/, 'aXd_-', '[aX]d[_-]'],
    [/[^a-z]+/i, 'aB-9c', 'aB[-9]c'],
    [/[\d.]+/, 'v1.2', 'v[1.2]'],
    [/[\]\\]/, 'a]b\\', 'a[]]b[\\]'],
    [/.b/, 'ab\nb', '[ab]\nb'],
    [/.b/s, 'ab\nb', '[ab\nb]'],
    [/\x41\u0042\t\//, 'AB\t/', '[AB\t/]'],
    [/ä/i, 'Ä', '[Ä]'],
    [/x*/, 'axx', 'a[xx]'],
    [/(a*)*b/, 'aab', '[aab]'],
    [/(?:)/, 'a', 'a'],
    [/a{0}b/, 'ab', 'a[b]'],
    [/\w+@\w+/, 'to ann@shop, bob', 'to [ann@shop], bob'],
    [/{/, 'a{', 'a[{]'],
  ];
  for (const [pattern, text, marked] of cases) assert.equal(mark(pattern, text), marked, String(pattern));
});

test('refuses what cannot be matched in linear time, in one sentence', () => {
  const refused = [/(a)\1/, /(?<n>a)\k<n>/, /a(?=b)/, /a(?!b)/, /(?<=a)b/, /(?<!a)b/, /\p{L}/u, /[a]/v];
  const large = [/a{2000}/, /(?:a{100}){100}/, new RegExp('('.repeat(60) + 'a' + ')'.repeat(60))];
  for (const pattern of [...refused, ...large]) {
    assert.throws(() => compilePattern(pattern), { name: 'TypeError', message: /^The scrubber \/.*\.$/ });
  }
});

const atoms = fc.constantFrom(
  'a',
  'b',
  '.',
  '[ab]',
  '[^b]',
  '\\w',
  '\\d',
  '\\b',
  '(?:ab|a)',
  '(b|c)',
  '^',
  '$',
);
const signs = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '*?');
const sources = fc
  .array(
    fc.tuple(atoms, signs).map(([atom, sign]) => (/^(?:\\b|\^|\$)$/.test(atom) ? atom : atom + sign)),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join(''));

test('hides at least what the engine of the language matches, and nothing where it matches nothing', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '\n'), maxLength: 12 });
  const property = fc.property(sources, sources, texts, (one, other, text) => {
    const source = `${one}|${other}`;
    const stretches = compilePattern(new RegExp(source))(text);
    const native = [...text.matchAll(new RegExp(source, 'g'))].filter(([found]) => found !== '');
    for (const { index, 0: found } of native) {
      assert.ok(
        stretches.some(([from, to]) => from <= index && index + found.length <= to),
        `${source} in ${JSON.stringify(text)}`,
      );
    }
    for (const [from, to] of stretches) assert.ok(isCoveredByMatches(source, text, from, to));
  });
  fc.assert(property, { numRuns: 2000 });
});

/** Whether each unit belongs to some text that the engine of the language matches, tried at every place. */
function isCoveredByMatches(source: string, text: string, from: number, to: number): boolean {
  const covered = new Set<number>();
  for (let start = from; start < to; start++) {
    for (let end = start + 1; end <= to; end++) {
      const whole = new RegExp(`(?<=^[^]{${start}})(?:${source})(?=[^]{${text.length - end}}$(?![^]))`, 'y');
      whole.lastIndex = start;
      if (whole.exec(text)?.[0].length !== end - start) continue;
      for (let at = start; at < end; at++) covered.add(at);
    }
  }
  return covered.size === to - from;
}

test('takes a time that grows with the text only', () => {
  for (const pattern of [/(?:a+)+b/, /(?:a|aa)*c/, /a.*b.*c/, /\w+@\w+/, /(?:a?){30}a{30}b/]) {
    const text = 'a'.repeat(20_000);
    assert.deepEqual(compilePattern(pattern)(text), []);
  }
});
