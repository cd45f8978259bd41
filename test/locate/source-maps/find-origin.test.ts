import assert from 'node:assert/strict';
import { test } from 'node:test';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { transform } from 'esbuild';
import fc from 'fast-check';
import { findOrigin, type Origin, type Position } from '../../../src/locate/source-maps/find-origin.ts';
import { readMap } from '../../../src/locate/source-maps/read-map.ts';

function look(json: unknown, position: Position): Origin | null | string {
  const read = readMap(Buffer.from(typeof json === 'string' ? json : JSON.stringify(json)));
  return typeof read === 'string' ? read : findOrigin(read.map, position);
}

function countLines(code: string): number {
  return code.split('\n').length - 1;
}

// One line: column 0 with a name, column 4 without a source, column 8. Line 3 begins without a source, line 4 is of the third.
const PLAIN = {
  version: 3,
  sources: ['a.ts', null, 'c.ts'],
  sourcesContent: ['one\r\ntwo\nthree', null],
  names: ['total'],
  mappings: 'AAAAA,I,IACI;;A,CAAA;AECA',
};

const LOOKS: readonly (readonly [line: number, column: number | undefined, found: string])[] = [
  [1, 1, 'a.ts:1:1 total "one"'],
  [1, 4, 'a.ts:1:1 total "one"'],
  [1, 5, 'nothing'],
  [1, 9, 'a.ts:2:5 undefined "two"'],
  [1, 900, 'a.ts:2:5 undefined "two"'],
  [1, undefined, 'a.ts:1:1 total "one"'],
  [2, 1, 'nothing'],
  [2, undefined, 'nothing'],
  [3, 1, 'nothing'],
  [3, undefined, 'a.ts:2:5 undefined "two"'],
  [4, 1, 'c.ts:3:5 undefined undefined'],
  [5, 1, 'nothing'],
  [1e9, 1e9, 'nothing'],
];

for (const [line, column, found] of LOOKS)
  test(`${line}:${column} comes from ${found}`, () => {
    const origin = look(PLAIN, column === undefined ? { line } : { line, column });
    assert.ok(typeof origin !== 'string');
    assert.equal(
      origin === null
        ? 'nothing'
        : `${origin.source}:${origin.line}:${origin.column} ${origin.name} ${JSON.stringify(origin.text)}`,
      found,
    );
  });

test('takes a map behind the prefix that keeps it from being run', () => {
  assert.notEqual(look(`)]}'\n${JSON.stringify(PLAIN)}`, { line: 1, column: 1 }), null);
});

test('finds its way through sections, also nested ones', async () => {
  const files = ['one', 'two', 'three'].map((name) => ({
    name: `${name}.ts`,
    text: `type Of_${name} = {\n  x: 1;\n};\nexport function ${name}(x: number): number {\n  return x +\n    ${name}Inside(x);\n}\n`,
  }));
  const built = await Promise.all(
    files.map(async ({ name, text }) => {
      const { code, map } = await transform(text, { loader: 'ts', sourcemap: 'external', sourcefile: name });
      return { code, map: JSON.parse(map) };
    }),
  );
  const [one, two, three] = built;
  assert.ok(one !== undefined && two !== undefined && three !== undefined);
  // The third begins in the middle of a line.
  const whole = `${one.code}${two.code}/* x */ ${three.code}`;
  const rest = {
    version: 3,
    sections: [
      { offset: { line: 0, column: 0 }, map: two.map },
      { offset: { line: countLines(two.code), column: 8 }, map: three.map },
    ],
  };
  const json = {
    version: 3,
    sections: [
      { offset: { line: 0, column: 0 }, map: one.map },
      { offset: { line: countLines(one.code), column: 0 }, map: rest },
    ],
  };
  for (const { name, text } of files) {
    const word = name.replace('.ts', '');
    for (const searched of [`function ${word}`, `${word}Inside`]) {
      const before = whole.slice(0, whole.indexOf(searched)).split('\n');
      const origin = look(json, { line: before.length, column: (before.at(-1) ?? '').length + 1 });
      assert.ok(origin !== null && typeof origin !== 'string', searched);
      assert.equal(origin.source, name);
      assert.ok(text.split('\n')[origin.line - 1]?.includes(searched), `${searched} in ${origin.text}`);
    }
  }
});

function makeMap(source: string) {
  return { version: 3, sources: [source], names: [], mappings: 'AAAA,IACA;AACA' };
}

test('counts columns and lines from where a section begins', () => {
  const sections = [
    { offset: { line: 2, column: 8 }, map: makeMap('second') },
    { offset: { line: 0, column: 4 }, map: makeMap('first') },
  ];
  const places = [[1, 4], [1, 5], [1, 9], [2, 1], [3, 8], [3, 9], [3, 13], [4, 1], [3], [4]] as const;
  const found = places.map(([line, column]) => {
    const origin = look({ version: 3, sections }, column === undefined ? { line } : { line, column });
    return origin === null || typeof origin === 'string' ? origin : `${origin.source} ${origin.line}`;
  });
  const expected = [null, 'first 1', 'first 2', 'first 3', null, 'second 1', 'second 2', 'second 3'];
  assert.deepEqual(found, [...expected, 'second 1', 'second 3']);
});

const BROKEN: readonly (readonly [json: string, because: string])[] = [
  ['', 'it is not JSON'],
  ['[]', 'it is not an object'],
  ['null', 'it is not an object'],
  ['{}', 'its version is not 3'],
  ['{"version":"3"}', 'its version is not 3'],
  ['{"version":3,"mappings":[],"sources":[]}', 'its mappings are not text'],
  ['{"version":3,"mappings":"","sources":"x"}', 'its sources are not a list'],
  ['{"version":3,"mappings":"AAAA!","sources":[]}', 'its mappings hold what is no Base64 VLQ'],
  ['{"version":3,"sections":{}}', 'its sections are not a list'],
  ['{"version":3,"sections":[{"map":{}}]}', 'a section has no offset'],
  [
    '{"version":3,"sections":[{"offset":{"line":-1,"column":0}}]}',
    'the offset of a section is not two numbers',
  ],
  ['{"version":3,"sections":[{"offset":{"line":0,"column":0},"map":1}]}', 'it is not an object'],
  [nest(10), 'its sections are nested too deeply'],
  ['['.repeat(1e6), 'it is nested too deeply'],
  [`{"version":3,"mappings":"","sources":[${'0,'.repeat(5e6)}0]}`, 'it holds too many values'],
  [`{"version":3,"mappings":"${';'.repeat(5e6)}","sources":[]}`, 'it has too many mappings'],
];

function nest(depth: number): string {
  const inner = depth === 0 ? '{"version":3,"mappings":"","sources":[]}' : nest(depth - 1);
  return `{"version":3,"sections":[{"offset":{"line":0,"column":0},"map":${inner}}]}`;
}

for (const [json, because] of BROKEN)
  test(`refuses ${json.slice(0, 60)}: ${because}`, () => assert.equal(look(json, { line: 1 }), because));

const ODD: readonly object[] = [
  { sources: [7], mappings: 'AAAA' },
  { sources: [{ __proto__: 'x' }], mappings: 'AAAA' },
  { sources: [''], mappings: 'AAAA' },
  { sources: ['a\nb'], mappings: 'AAAA' },
  { sources: ['x'.repeat(5000)], mappings: 'AAAA' },
  { sources: [], mappings: 'AAAA' },
  { sources: ['a'], mappings: 'AECA' },
  { sources: ['a'], mappings: 'ADCA' },
  { sources: ['a'], mappings: 'AADA' },
  { sources: ['a'], mappings: 'g' },
];

for (const change of ODD)
  test(`says nothing of ${JSON.stringify(change).slice(0, 60)}`, () => {
    assert.equal(look({ version: 3, names: [], ...change }, { line: 1, column: 1 }), null);
  });

test('gives at most a part of a long line, and no name that is none', () => {
  const origin = look(
    { version: 3, sources: ['a'], names: [{}], sourcesContent: ['x'.repeat(1e5)], mappings: 'AAAAA' },
    { line: 1, column: 1 },
  );
  assert.ok(origin !== null && typeof origin !== 'string');
  assert.equal(origin.text?.length, 4096);
  assert.equal(origin.name, undefined);
});

const VLQ = fc.stringMatching(/^[ACDEIgk;,+/]{0,200}$/);

test('says of any mappings what the library says, and never throws', () => {
  const sources = ['a.ts', 'b.ts', 'c.ts'];
  fc.assert(
    fc.property(
      VLQ,
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 40 }),
      (mappings, line, column) => {
        const origin = look({ version: 3, sources, names: ['n'], mappings }, { line, column });
        look({ version: 3, sources, names: ['n'], mappings }, { line });
        assert.ok(typeof origin !== 'string');
        if (origin === null) return;
        const trace = new TraceMap({ version: 3, sources, names: ['n'], mappings });
        const expected = originalPositionFor(trace, { line, column: column - 1 });
        assert.deepEqual(
          [origin.source, origin.line, origin.column - 1],
          [expected.source, expected.line, expected.column],
        );
      },
    ),
    { numRuns: 2_000 },
  );
});

test('reads any JSON, and maps with any member replaced, without throwing', () => {
  const members = [
    'version',
    'sources',
    'sourcesContent',
    'names',
    'mappings',
    'sourceRoot',
    'sections',
    'debugId',
  ];
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.constantFrom(...members),
      fc.boolean(),
      fc.integer({ min: 1, max: 5 }),
      (value, member, isInSection, line) => {
        const map = { ...PLAIN, [member]: value };
        const section = { offset: { line: 0, column: 0 }, map };
        look(isInSection ? { version: 3, sections: [section] } : map, { line, column: 1 });
        look(JSON.stringify(value), { line });
        look(`{"__proto__":${JSON.stringify(map)}}`, { line });
      },
    ),
    { numRuns: 1_000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readMap(bytes)));
});
