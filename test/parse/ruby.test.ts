import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseStack } from '../../src/parse/parse-stack.ts';
import { parseRubyFrame, parseRubyHeader } from '../../src/parse/ruby-line.ts';
import type { Frame, ThrownException } from '../../src/parse/stack.ts';

const read = (text: string, options = {}): readonly ThrownException[] =>
  parseStack(text, { language: 'ruby', ...options }).exceptions;

test('reads every kind of frame that Ruby and JRuby print', () => {
  const place = { file: '/app/x.rb', line: 3 };
  const table: Record<string, Frame> = {
    "\tfrom /app/x.rb:3:in `run'": { function: 'run', ...place },
    "\tfrom /app/x.rb:3:in 'Till#run'": { function: 'Till#run', ...place },
    "\t 9: from /app/x.rb:3:in `run'": { function: 'run', ...place },
    "/app/x.rb:3:in `block (2 levels) in run'": { function: 'block (2 levels) in run', ...place },
    "/app/x.rb:3:in '<top (required)>'": { function: '<top (required)>', ...place },
    "\tfrom /app/x.rb:3:in `+'": { function: '+', ...place },
    '\tfrom /app/x.rb:3': place,
    "C:/a b/x.rb:3:in `run'": { function: 'run', file: 'C:/a b/x.rb', line: 3 },
    "from /app/a: b/x (1).rb:3:in `run'": { function: 'run', file: '/app/a: b/x (1).rb', line: 3 },
    "(eval at /app/x.rb:3):1:in 'run'": { function: 'run', ...place, eval: true },
    "(eval):1:in `run'": { function: 'run', file: '(eval)', line: 1, native: true, eval: true },
    "<internal:kernel>:187:in `loop'": {
      function: 'loop',
      file: '<internal:kernel>',
      line: 187,
      native: true,
    },
    "-e:1:in `<main>'": { function: '<main>', file: '-e', line: 1, native: true },
    "org/jruby/RubyArray.java:9:in `each'": {
      function: 'each',
      file: 'org/jruby/RubyArray.java',
      line: 9,
      native: true,
    },
    'java.util.ArrayList.add(java/util/ArrayList.java:9)': {
      function: 'java.util.ArrayList.add',
      file: 'java/util/ArrayList.java',
      line: 9,
      native: true,
    },
    'at RUBY.run(/app/x.rb:3)': { function: 'run', ...place },
  };
  for (const [line, frame] of Object.entries(table))
    assert.deepEqual(parseRubyFrame(line)?.frame, frame, line);
});

test('takes no other line for a frame, nor a frame that was cut', () => {
  const lines = [
    '',
    'from',
    'from here:',
    '\tfrom /app/x.rb:3:in `ru',
    '\tfrom /app/x.rb:3:in',
    '/app/x.rb:3',
    "/app/x.rb:3:in `run': no (Boom)",
    'at com.shop.Till.open(Till.java:3)',
    ":3:in `run'",
    `from /${'x'.repeat(4096)}.rb:3:in \`run'`,
  ];
  for (const line of lines) assert.equal(parseRubyFrame(line), undefined, line);
});

test('reads the first line of an exception', () => {
  const place = { function: 'run', file: '/app/x.rb', line: 3 };
  const table: [string, object | undefined][] = [
    ["/app/x.rb:3:in `run': no (Shop::Boom)", { place, type: 'Shop::Boom', message: 'no' }],
    ["/app/x.rb:3:in 'run': it's (x) (Boom)", { place, type: 'Boom', message: "it's (x)" }],
    ["/app/x.rb:3:in `run': unhandled exception", { place, message: 'unhandled exception' }],
    ['/app/x.rb:3: no (Boom)', { place: { file: '/app/x.rb', line: 3 }, type: 'Boom', message: 'no' }],
    ['/app/x.rb:3: no', undefined],
    ['Boom: at 10:30: no (x)', undefined],
    ["\tfrom /app/x.rb:3:in `run': no (Boom)", undefined],
  ];
  for (const [line, header] of table) assert.deepEqual(parseRubyHeader(line), header, line);
});

test('takes no line of a reported message for a frame or a cause', () => {
  const message = "see\n\tfrom /not/a.rb:1:in `frame'\n/not/b.rb:2:in `cause': no (Boom)\nthere";
  const [first = '', ...rest] = message.split('\n');
  const text = [`/app/x.rb:3:in \`run': ${first} (Boom)`, ...rest, "\tfrom /app/y.rb:4:in `<main>'"].join(
    '\n',
  );
  const frames = [
    { function: 'run', file: '/app/x.rb', line: 3 },
    { function: '<main>', file: '/app/y.rb', line: 4 },
  ];
  assert.deepEqual(read(text, { message }), [{ type: 'Boom', message, relation: 'root', frames }]);
});

test('reads a backtrace below any header, and without one', () => {
  const backtrace = "/app/x.rb:3:in `run'\n/app/y.rb:4:in `<main>'";
  const table: [string, string, string][] = [
    ['Shop::Boom: no\n', 'Shop::Boom', 'no'],
    ['Boom\n', 'Boom', 'said'],
    ['Boom (no (way)):\n\n', 'Boom', 'no (way)'],
    ['it broke\n', 'Reported', 'it broke'],
    ['', 'Reported', 'said'],
  ];
  for (const [above, type, message] of table) {
    const [error] = read(above + backtrace, { type: 'Reported', message: 'said' });
    assert.deepEqual([error?.type, error?.message, error?.frames.length], [type, message, 2], above);
  }
});

const name = fc.stringMatching(/^[a-z_]\w{0,9}[?!]?$/);
const frame = fc.record(
  {
    function: fc.oneof(
      name,
      name.map((text) => `block in Till#${text}`),
      fc.constant('<main>'),
    ),
    file: fc.stringMatching(/^\/app\/[\w ()-]{1,9}\.rb$/),
    line: fc.integer({ min: 1, max: 99_999 }),
  },
  { noNullPrototype: true },
);
const exception = fc.record({
  frames: fc.array(frame, { minLength: 1, maxLength: 5 }),
  type: fc.constantFrom('Boom', 'Shop::Till::Boom', 'Errno::ENOENT'),
  message: fc.constantFrom('no', "it's\nmore: (x)\n\n  a", 'a (b)', 'x.rb:3: y', '(Boom)', 'ends: '),
});
type Thrown = { frames: Frame[]; type: string; message: string };

function print({ frames, type, message }: Thrown, quote: string): string {
  const [first, ...outer] = frames.map((f) => `${f.file}:${f.line}:in ${quote}${f.function}'`);
  const [line, ...more] = message.split('\n');
  return [`${first}: ${line} (${type})`, ...more, ...outer.map((text) => `\tfrom ${text}`)].join('\n');
}

function printBottom({ frames, type, message }: Thrown): string {
  const [first, ...outer] = frames.map((f) => `${f.file}:${f.line}:in \`${f.function}'`);
  const [line, ...more] = message.split('\n');
  const from = outer.map((text, index) => `\t${index + 1}: from ${text}`).toReversed();
  return [...from, `${first}: ${line} (${type})`, ...more].join('\n');
}

test('gives back the chain and the frames that were printed, in either order', () => {
  fc.assert(
    fc.property(
      fc.array(exception, { minLength: 1, maxLength: 4 }),
      fc.constantFrom("'", '`'),
      (chain, quote) => {
        const wanted = chain.map(({ message, ...thrown }, index) => {
          const relation = index === 0 ? 'root' : 'cause';
          return { ...thrown, message: message.trimEnd(), relation };
        });
        assert.deepEqual(read(chain.map((thrown) => print(thrown, quote)).join('\n')), wanted);
        if (chain.some(({ frames }) => frames.length === 1)) return;
        const bottom = chain.toReversed().map(printBottom).join('\n');
        assert.deepEqual(read(`Traceback (most recent call last):\n${bottom}`), wanted);
      },
    ),
  );
});
