import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeRule } from '../../src/config/rules.ts';
import { matchesCodeRule, type CodeLine } from '../../src/blame/match-code-rule.ts';

const EVERY_LINE: CodeRule = { filename: 'src/cart.js', function_name: null, code_fragment: null };
const LINE: CodeLine = { path: 'src/cart.js', function: 'Cart.total', code: '  return  sum(\titems );' };

const CASES: readonly (readonly [what: string, rule: Partial<CodeRule>, line: CodeLine, matches: boolean])[] =
  [
    ['a file alone means every line of it', {}, LINE, true],
    ['another file is not meant', {}, { ...LINE, path: 'src/cart.js.bak' }, false],
    ['the function as the trace prints it', { function_name: 'Cart.total' }, LINE, true],
    ['the method without its class', { function_name: 'total' }, LINE, true],
    ['a method of Ruby', { function_name: 'total' }, { ...LINE, function: 'Shop::Cart#total' }, true],
    ['a block in it', { function_name: 'total' }, { ...LINE, function: 'block in Cart#total' }, true],
    ['a method of PHP', { function_name: 'total' }, { ...LINE, function: 'Shop\\Cart->total' }, true],
    ['a method of Rust', { function_name: 'total' }, { ...LINE, function: 'shop::cart::Cart::total' }, true],
    ['a closure of Go', { function_name: 'Total' }, { ...LINE, function: 'main.(*Cart).Total.func1' }, true],
    ['a function of Elixir', { function_name: 'total' }, { ...LINE, function: 'Shop.Cart.total/2' }, true],
    ['a class is no function', { function_name: 'Cart' }, LINE, false],
    ['a function in other letters', { function_name: 'Total' }, LINE, false],
    ['the folder of the file is not meant', { filename: 'src' }, LINE, false],
    ['its name alone is not meant', { filename: 'cart.js' }, LINE, false],
    [
      'a whole function, whatever its lines say',
      { function_name: 'total' },
      { path: LINE.path, function: 'Cart.total' },
      true,
    ],
    ['a fragment of any function', { code_fragment: 'sum(' }, { path: LINE.path, code: 'sum(a)' }, true],
    ['all three fields', { function_name: 'total', code_fragment: 'sum( items )' }, LINE, true],
    ['tabs and line ends are white space', { code_fragment: ' return\r\n\tsum( items ); ' }, LINE, true],
    ['white space that is missing counts', { code_fragment: 'sum(items)' }, LINE, false],
    ['the end of a name is no name', { function_name: 'otal' }, LINE, false],
    ['a function is wanted and the trace has none', { function_name: 'total' }, { path: LINE.path }, false],
    ['white space is collapsed', { code_fragment: 'return sum( items );' }, LINE, true],
    ['a fragment inside the line', { code_fragment: 'sum( items' }, LINE, true],
    ['the line inside a longer fragment', { code_fragment: 'x = 1;\nreturn sum( items );\n' }, LINE, true],
    ['another fragment', { code_fragment: 'product(' }, LINE, false],
    ['an empty line is not inside everything', { code_fragment: 'sum' }, { ...LINE, code: '  ' }, false],
    [
      'an unknown line matches no fragment',
      { code_fragment: 'sum' },
      { path: LINE.path, function: 'total' },
      false,
    ],
    ['an empty fragment matches nothing', { code_fragment: '  ' }, LINE, false],
    ['both fields must match', { function_name: 'other', code_fragment: 'sum' }, LINE, false],
  ];

for (const [what, rule, line, matches] of CASES)
  test(`${what}: ${matches ? 'a match' : 'no match'}`, () => {
    assert.equal(matchesCodeRule({ ...EVERY_LINE, ...rule }, line), matches);
  });
